// Journals read a line at a time, so that they may be of any length.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "lowlight/batch/journal.h"
#include "lowlight/core/file_descriptor.h"

namespace lowlight::batch {

struct JournalLine {
  std::string_view text;  ///< without its end
  uint64_t begin;         ///< its place in the file
  int64_t number;         ///< from 1
};

/// Calls `use` with every line that has an end, and returns where the last of them ended. Throws
/// std::system_error.
uint64_t each_line(const FileDescriptor& file,
                   const std::filesystem::path& path,
                   const std::function<void(const JournalLine&)>& use);

/// Whether a file without a whole line can be a journal whose first record was torn: it is empty,
/// or begins as records do, however short it is. Throws std::system_error.
bool begins_as_journal(const FileDescriptor& file, const std::filesystem::path& path);

/// The record of a line. Throws ConfigError of the journal `name` with the line's number.
JournalRecord record_in(const JournalLine& line, const std::string& name);

/// The record of the line that begins at `begin`, of which each_line has told.
JournalRecord record_at(const FileDescriptor& file,
                        const std::filesystem::path& path,
                        uint64_t begin);

/// A path as journals have it: absolute, without dots; "-" as it is.
std::filesystem::path whole_path(const std::filesystem::path& path);

/// What stands for a photo of a journal in a table.
uint64_t key_of(const std::filesystem::path& input, const std::filesystem::path& output);

}  // namespace lowlight::batch
