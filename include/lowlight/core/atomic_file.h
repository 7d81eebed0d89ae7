// Whole files at once: read, and written so that a reader or a crash never meets half of one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace lowlight {

/// Replaces the file at `path` by `bytes`, or leaves it as it was: a HiddenFile takes the bytes and
/// then the name. Throws std::system_error with the path where any step fails.
void write_file_atomically(const std::filesystem::path& path, std::span<const uint8_t> bytes);

/// The same for a file of text.
void write_file_atomically(const std::filesystem::path& path, std::string_view text);

/// The same for a file given as pieces, written one after the other.
void write_file_atomically(const std::filesystem::path& path,
                           std::span<const std::span<const uint8_t>> pieces);

/// Removes from `folder` the hidden files of writers that were killed: no process of the number in
/// the name runs here, and nobody, on any machine that shares the folder, holds the lock that a
/// writer keeps on its file. What cannot be looked at or removed is left.
void remove_unfinished_files(const std::filesystem::path& folder);

/// All bytes of the file at `path`. Throws std::system_error with the path.
std::vector<uint8_t> read_file(const std::filesystem::path& path);

}  // namespace lowlight
