#include "lowlight/inference/look.h"

#include <ATen/Parallel.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "inference/look_pixels.h"
#include "lowlight/codecs/image_io.h"
#include "lowlight/colours/cube_file.h"
#include "lowlight/colours/hald_picture.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/luma.h"
#include "lowlight/imaging/photo_transform.h"
#include "lowlight/inference/default_model.h"
#include "lowlight/models/look_finder.h"

namespace lowlight::inference {
namespace {

namespace fs = std::filesystem;

// What differs by less than this, in all pixels, does not differ.
constexpr double kSame = 2.5 / 255;

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return text;
}

bool is_cube(const fs::path& file) { return lower_case(file.extension().string()) == ".cube"; }

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

/// The largest difference between numbers along an axis.
double largest_spread(const at::Tensor& values, int64_t axis) {
  return (values.amax(axis) - values.amin(axis)).max().item<double>();
}

imaging::ColourTable found_table(const imaging::Image& photo, const LookReference& reference) {
  const torch::NoGradGuard no_gradients;
  const auto pixels = look_pixels(photo, reference);
  if (largest_spread(pixels, 2) <= kSame) return imaging::identity_table(kSavedNodes);
  auto finder = models::load_look_finder(find_model(model_places(reference.model, kLookModel)));
  auto colours = models::usable_table(finder->forward(pixels))[0];
  // A black-and-white look leaves no trace of colour, which the network alone cannot promise.
  if (largest_spread(pixels, 1) <= kSame)
    colours = luma(colours.t().unsqueeze(2)).expand_as(colours);
  return imaging::resampled(as_table(colours, finder->options.nodes), kSavedNodes);
}

}  // namespace

bool holds_table(const fs::path& file) {
  return is_cube(file) || is_hald_file(file, codecs::read_photo(file));
}

Look Look::find(const LookReference& reference) {
  if (is_cube(reference.file)) return {colours::read_cube(reference.file)};
  const auto photo = codecs::read_photo(reference.file);
  if (is_hald_file(reference.file, photo))
    return {colours::table_of_hald(photo.image, reference.file.string())};
  return {found_table(photo.image, reference)};
}

imaging::Image Look::apply(const imaging::Image& picture, double strength) const {
  imaging::PhotoTransform transform;
  const int64_t last = imaging::full_scale(picture.depth());
  for (int64_t code = 0; code <= last; ++code) transform.tone.push_back(float(code) / float(last));
  transform.look = table;
  transform.weight = strength;
  auto result = picture.clone();
  imaging::transform_rows(picture, transform, picture.height(), imaging::replace_rows_of(result));
  return result;
}

void Look::save(const fs::path& path) const {
  const auto cube = imaging::resampled(table, kSavedNodes);
  write_file_atomically(path, colours::cube_text(cube, lower_case(path.stem().string())));
}

}  // namespace lowlight::inference
