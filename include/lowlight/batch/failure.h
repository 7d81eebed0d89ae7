// Exceptions as sentences for people, and as kinds for programs.
#pragma once

#include <string>
#include <utility>

#include "lowlight/core/names.h"

namespace lowlight::batch {

/// What a failure lies in, which decides whether trying again may help.
enum class FailureKind {
  photo,        ///< The file's content is broken, foreign or too large.
  file_system,  ///< A file is missing or forbidden, or the disk is full or fails.
  memory,
  processing  ///< Everything else.
};

/// The kind of the exception that is being handled. Call it in a catch block only.
FailureKind kind_of_failure();

/// What went wrong, of the exception that is being handled: without the name of the file it is
/// about and without a stack trace. Call it in a catch block only.
std::string reason_of_failure();

}  // namespace lowlight::batch

template <>
struct lowlight::EnumNames<lowlight::batch::FailureKind> {
  using Kind = lowlight::batch::FailureKind;
  static constexpr std::pair<Kind, std::string_view> values[] = {{Kind::photo, "photo"},
                                                                 {Kind::file_system, "file system"},
                                                                 {Kind::memory, "memory"},
                                                                 {Kind::processing, "processing"}};
};
