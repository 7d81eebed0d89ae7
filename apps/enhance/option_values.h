// Values that are written as texts with parts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "lowlight/batch/batch_run.h"

/// "1:2:1", each from 1 to 256.
std::optional<lowlight::batch::StageThreads> parse_jobs(const std::string& text);

/// "123", "800M", "1.5G": bytes, at least 1; K, M, G and T are powers of 1024.
std::optional<int64_t> parse_size(const std::string& text);
