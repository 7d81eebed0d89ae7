#include "lowlight/inference/look.h"

#include <ATen/Parallel.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <system_error>
#include <utility>

#include "inference/look_pixels.h"
#include "inference/reference_picture.h"
#include "lowlight/colours/cube_file.h"
#include "lowlight/colours/hald_picture.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/check.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"
#include "lowlight/core/luma.h"
#include "lowlight/imaging/photo_transform.h"
#include "lowlight/inference/default_model.h"
#include "lowlight/models/look_finder.h"

namespace lowlight::inference {
namespace {

namespace fs = std::filesystem;

// Colours that differ by less than this, in all pixels, do not differ.
constexpr double kSame = 2.5 / 255;

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return text;
}

bool named_hald(const fs::path& file) {
  return lower_case(file.filename().string()).find("hald") != std::string::npos;
}

/// Whether a picture is a table; one that calls itself so and is none is refused where it is read.
bool is_hald_file(const fs::path& file, const codecs::Photo& picture) {
  return picture.format == codecs::ImageFormat::png &&
         (named_hald(file) || colours::is_hald(picture.image));
}

/// [nodes, 3] → the table of the same nodes.
imaging::ColourTable as_table(const at::Tensor& colours, int64_t size) {
  const auto padded = at::constant_pad_nd(colours, {0, 1}).contiguous();
  const float* numbers = padded.data_ptr<float>();
  return {imaging::TableKind::cube, size, {numbers, numbers + padded.numel()}};
}

/// The largest difference between the colours of a pixel.
double most_colour(const at::Tensor& pixels) {
  return (pixels.amax(1) - pixels.amin(1)).max().item<double>();
}

imaging::ColourTable found_table(const imaging::Image& photo,
                                 const LookReference& reference,
                                 std::vector<std::string>* warnings) {
  const torch::NoGradGuard no_gradients;
  const auto [pixels, share] = look_pixels(photo, reference, warnings);
  if (share == 0) return imaging::identity_table(kSavedNodes);
  auto finders = models::load_look_finders(find_model(model_places(reference.model, kLookModel)));
  auto colours = finders.table(pixels);
  const int64_t nodes = finders.strong->options.nodes;
  // A black-and-white look leaves no trace of colour, which the network alone cannot promise.
  if (most_colour(pixels) <= kSame) colours = luma(colours.t().unsqueeze(2)).expand_as(colours);
  colours = models::node_colours(nodes).lerp(colours, share);
  return imaging::resampled(as_table(colours, nodes), kSavedNodes);
}

/// Warns of what serves to look at photos alone.
void warn_of_unused(const LookReference& reference, std::vector<std::string>* warnings) {
  if (!warnings) return;
  for (const auto& unused : {reference.mask.value_or(""), reference.model}) {
    if (!unused.empty()) {
      warnings->push_back(display_name(reference.file) + ": is a table, which has no use for " +
                          display_name(unused));
    }
  }
}

/// The name of the file as a title: on one line and without quotes.
std::string title_for(const fs::path& file) {
  auto title = lower_case(file.stem().string());
  std::ranges::replace_if(
      title, [](unsigned char c) { return c == '"' || std::iscntrl(c); }, '_');
  return title;
}

}  // namespace

bool holds_table(const fs::path& file, const codecs::ReadOptions& read) {
  return colours::is_cube_name(file) || is_hald_file(file, read_reference(file, read));
}

Look Look::find(const LookReference& reference, std::vector<std::string>* warnings) {
  const auto table = [&](imaging::ColourTable found) {
    warn_of_unused(reference, warnings);
    return Look{std::move(found)};
  };
  if (colours::is_cube_name(reference.file)) return table(colours::read_cube(reference.file));
  const auto photo = read_reference(reference.file, reference.read, warnings);
  if (is_hald_file(reference.file, photo))
    return table(colours::table_of_hald(photo.image, reference.file.string()));
  return {found_table(photo.image, reference, warnings)};
}

imaging::Image Look::apply(const imaging::PictureRows& picture, double strength) const {
  LOWLIGHT_CHECK(
      strength >= 0 && strength <= 1, "Look: strength must be in [0, 1], got ", strength);
  imaging::PhotoTransform transform;
  const auto& shape = picture.shape();
  const int64_t last = imaging::full_scale(shape.depth);
  for (int64_t code = 0; code <= last; ++code) transform.tone.push_back(float(code) / float(last));
  transform.look = table;
  transform.weight = strength;
  auto result = imaging::rows_like(shape, shape.height);
  imaging::transform_rows(picture, transform, shape.height, imaging::replace_rows_of(result));
  return result;
}

void Look::save(const fs::path& path) const {
  const auto cube = imaging::resampled(table, kSavedNodes);
  try {
    write_file_atomically(path, colours::cube_text(cube, title_for(path)));
  } catch (const std::system_error& error) {
    throw ImageError(path.string(), {"cannot write: " + error.code().message()});
  }
}

}  // namespace lowlight::inference
