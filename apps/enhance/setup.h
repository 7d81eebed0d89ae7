// What a run needs beside its plan.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "lowlight/batch/journal.h"
#include "lowlight/batch/photo_processor.h"
#include "options.h"

/// How many photos are read, processed and written at once: --jobs. Auto processes as many as there
/// are processor threads to use, each by one of them: threads that share a photo wait for each
/// other, and burn time that readers and writers need. Each GPU that --device names gets a photo.
lowlight::batch::StageThreads jobs_for(const Options& options, size_t photos);

/// The enhancer of the options, for `at_once` photos at once. Warns and throws as
/// make_photo_enhancer does.
std::unique_ptr<lowlight::batch::PhotoProcessor> make_enhancer(const Options& options,
                                                               int64_t at_once,
                                                               std::vector<std::string>* warnings);

/// Weights and settings, as a journal tells them: the files of the look by their hashes, and the
/// weights only where a look needs them. Throws std::system_error where one of them cannot be read.
lowlight::batch::RunIdentity identity_of(const Options& options);

/// Bounds the batch by --max-memory, or half of what the machine has to spare; at least 32 MB, with
/// a remark. Once the enhancer stands, since the bound is for the whole program.
void bound_memory(const Options& options, lowlight::batch::BatchOptions& batch);
