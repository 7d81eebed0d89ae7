// How the file of a result is called.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/problems.h"

namespace lowlight::batch {

/// A pattern of text and of these words; {{ and }} stand for braces.
///   {stem}    the photo's name without its ending
///   {ext}     the ending without its dot: the photo's own where it fits the result's format, else
///             the usual one; a photo without an ending loses the dot before {ext} too
///   {name}    the photo's whole name
///   {suffix}  the text below
struct NamePattern {
  std::string pattern = "{stem}{suffix}.{ext}";
  std::string suffix = {};
};

/// Everything wrong with the pattern: an unknown word (with the nearest known one), a brace without
/// partner, a '/', a NUL byte.
Problems problems_of(const NamePattern& name);

/// The name of the result of a photo called `photo`, in `format` (nothing: the photo's own). With a
/// format, an ending that no photo has ("c.v2") stays in the stem. May be empty or too long
/// for a file system; a pattern with problems is a programmer's mistake.
std::string output_name(const std::string& photo,
                        std::optional<codecs::ImageFormat> format,
                        const NamePattern& name);

}  // namespace lowlight::batch
