// Exceptions as sentences for people, and as kinds for programs.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace lowlight::batch {

/// What a failure lies in, which decides whether trying again may help.
enum class FailureKind {
  photo,        ///< The file's content is broken, foreign or too large.
  file_system,  ///< A file is missing or forbidden, or the disk is full or fails.
  memory,
  processing  ///< Everything else.
};

/// The names of the values, as users write them.
constexpr auto names_of(FailureKind) {
  return std::to_array<std::pair<FailureKind, std::string_view>>(
      {{FailureKind::photo, "photo"},
       {FailureKind::file_system, "file system"},
       {FailureKind::memory, "memory"},
       {FailureKind::processing, "processing"}});
}

/// The kind of the exception that is being handled. Call it in a catch block only.
FailureKind kind_of_failure();

/// What went wrong, of the exception that is being handled: without the name of the file it is
/// about and without a stack trace. Call it in a catch block only.
std::string reason_of_failure();

}  // namespace lowlight::batch
