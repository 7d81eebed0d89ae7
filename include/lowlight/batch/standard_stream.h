// Standard input and output where a path is expected.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace lowlight::batch {

/// Whether `path` is "-", which stands for the stream; a file of that name is "./-".
bool is_standard_stream(const std::filesystem::path& path);

/// Everything up to the end of standard input. Throws std::system_error.
std::vector<uint8_t> read_standard_input();

/// All of `bytes`, past any buffer. Throws std::system_error.
void write_standard_output(std::span<const uint8_t> bytes);

}  // namespace lowlight::batch
