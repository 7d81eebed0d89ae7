#include "painting.h"

#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/enlarge.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/inference/painter.h"
#include "lowlight/metrics/colour_difference.h"
#include "lowlight/metrics/transfer.h"
#include "peak_memory.h"
#include "quality_samples.h"

namespace fs = std::filesystem;

namespace lowlight::bench {
namespace {

using imaging::BitDepth;
using imaging::Image;
using inference::Painter;

struct Picture {
  fs::path file;
  Image image;
  at::Tensor pixels;  ///< uint8 [3, H, W]
};

Picture picture_of(const fs::path& file, int64_t side) {
  auto image =
      imaging::to_image(imaging::shrink(codecs::read_photo(file).image, side), BitDepth::u8);
  auto pixels = imaging::to_rgb8_tensor(image);
  return {file, std::move(image), std::move(pixels)};
}

std::vector<Picture> pictures_in(const fs::path& folder, int64_t side) {
  std::vector<Picture> pictures;
  for (const auto& file : photos_in(folder)) pictures.push_back(picture_of(file, side));
  return pictures;
}

/// Sums of what is measured, and of how many.
struct Means {
  double left = 0, kept = 0;
  int64_t count = 0;

  void add(const Means& other) {
    left += other.left;
    kept += other.kept;
    count += other.count;
  }
  void print(const std::string& name) const {
    std::printf("| %s | %.3f | %.3f |\n", name.c_str(), left / double(count), kept / double(count));
  }
};

/// The mean difference of neighbours among the results of each photo.
class Spread {
 public:
  explicit Spread(size_t contents) : last_(contents) {}

  void add(size_t content, const at::Tensor& result) {
    if (last_[content].defined()) {
      sum_ += metrics::ciede2000(result, last_[content]);
      ++count_;
    }
    last_[content] = result;
  }
  double mean() const { return count_ ? sum_ / double(count_) : 0; }

 private:
  std::vector<at::Tensor> last_;
  double sum_ = 0;
  int64_t count_ = 0;
};

void print_quality(const Painter& painter, const PaintingBench& wanted) {
  const auto contents = pictures_in(wanted.contents, wanted.side);
  const auto styles = pictures_in(wanted.styles, wanted.side);
  std::printf(
      "%zu photos in %zu paintings, long side %d\n\n| painting | left | kept |\n|---|---|---|\n",
      contents.size(),
      styles.size(),
      int(wanted.side));
  Means all;
  Spread spread(contents.size());
  for (const auto& style : styles) {
    const auto hand = painter.prepare({style.file});
    Means own;
    for (size_t i = 0; i < contents.size(); ++i) {
      const auto& content = contents[i];
      const auto result = painter.paint(content.image, hand, {.brush = 1});
      const auto pixels = imaging::to_rgb8_tensor(result);
      own.add({metrics::colours_left(pixels, content.pixels, style.pixels),
               metrics::structure_kept(pixels, content.pixels),
               1});
      spread.add(i, pixels);
      if (wanted.results.empty()) continue;
      fs::create_directories(wanted.results);
      codecs::Photo photo;
      photo.image = result.clone();
      codecs::write_photo(wanted.results / (content.file.stem().string() + "__" +
                                            style.file.stem().string() + ".png"),
                          photo,
                          {.format = codecs::ImageFormat::png});
    }
    own.print(style.file.stem().string());
    all.add(own);
  }
  all.print("mean");
  std::printf("\nΔE2000 between paintings of one photo: %.2f\n", spread.mean());
}

/// The photo at another size, whatever it was.
Image at_size(const Image& photo, int64_t width, int64_t height) {
  const auto small =
      imaging::to_image(imaging::shrink(photo, std::min(width, height) / 2), BitDepth::u8);
  return imaging::to_image(imaging::enlarged_rows(small, width, height, 0, height), BitDepth::u8);
}

void print_cost(const Painter& painter, const PaintingBench& wanted) {
  const auto photo = codecs::read_photo(photos_in(wanted.contents).at(0)).image;
  const auto hand = painter.prepare({photos_in(wanted.styles).at(0)});
  const auto one = at_size(photo, 1152, 868), twelve = at_size(photo, 4000, 3000);
  double fastest = 1e9;
  for (int pass = 0; pass < 4; ++pass) {
    const auto start = std::chrono::steady_clock::now();
    painter.paint(one, hand);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    fastest = std::min(fastest, time.count());
  }
  painter.paint(twelve, hand, {.brush = 1});
  std::printf("1 MP: %.2f s, the fastest of 4; after 12 MP with brush 1: %.2f GB at most\n",
              fastest,
              peak_of_process() / 1e3);
}

}  // namespace

void print_painting_table(const PaintingBench& wanted) {
  const auto painter = Painter::load(wanted.model, wanted.device);
  print_quality(painter, wanted);
  print_cost(painter, wanted);
}

}  // namespace lowlight::bench
