// Photos painted by the hand of a painting.
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/codecs/photo.h"
#include "lowlight/imaging/image.h"
#include "lowlight/imaging/picture_rows.h"
#include "lowlight/models/style_network.h"

namespace lowlight::inference {

/// Whose hand paints.
struct Painting {
  std::filesystem::path file;
  /// A picture that is light, and opaque, where the painting counts, stretched over it.
  std::optional<std::filesystem::path> mask = {};
  codecs::ReadOptions read = {};  ///< How painting and mask are read.
};

/// How a photo is painted. A value outside its range is a c10::ValueError.
struct PaintOptions {
  double strength = 1;  ///< In [0, 1]: 0 gives the photo's own pixels, 1 the painting.
  /// In [0.5, 4]: the network sees the photo at its own size over this, so strokes are greater
  /// above 1 and finer below. 0 paints as on a canvas of kCanvasSide where the photo is larger than
  /// that, so that a photo is painted alike whatever its size.
  double brush = 0;
  bool keep_colours = false;  ///< Only the luma is painted; the colours stay the photo's own.
  /// What painting one photo may take, more or less, beyond what the norms of a megapixel take: it
  /// decides the size of tiles, which nobody sees.
  int64_t memory_bytes = int64_t{1} << 30;
};

/// The long side of the canvas on which large photos are painted where no brush is asked for.
inline constexpr int64_t kCanvasSide = 1024;

/// A style network (models/style_network.h) that paints:
///
///   const auto painter = inference::Painter::load();
///   const auto hand = painter.prepare({"waterlilies.jpg"});
///   codecs::Photo photo = codecs::read_photo("harbour.jpg");
///   photo.image = painter.paint(photo.image, hand, {.brush = 2});
///   codecs::write_photo("painted.jpg", photo, {});
class Painter {
 public:
  /// The kernels that a painting gives: predicted once for any number of photos.
  using Hand = models::StyleKernels;

  /// The network of these weights (models/style_weights.h); "" finds those that ship. `device` is
  /// auto, cpu, cuda or cuda:N. Throws CheckpointError where the weights are missing or another
  /// network's, ConfigError where the device cannot be used.
  static Painter load(const std::filesystem::path& model = {}, const std::string& device = "auto");

  /// Reads the hand off a painting, whose long side is shrunk to the network's painting_side and
  /// which is mirrored at its right and lower border to sides of its multiple(). What is
  /// transparent or under the mask changes nothing, bit for bit; a painting of any size will do.
  /// What reading had to lose is added to `warnings`, where they are given. Throws ImageError where
  /// a file cannot be read, nothing of the painting is left, or a part is to be left out and the
  /// network's style encoder is not partial.
  Hand prepare(const Painting& painting, std::vector<std::string>* warnings = nullptr) const;

  /// The photo, painted: same size, channels and depth; alpha stays, grey photos stay grey, with
  /// alpha (codecs::Photo::grey) where colours are kept. It should be well lit. All that is global
  /// is decided once (inference/tiled_painting.h), so tiles cannot be seen, and photos of any size
  /// take little more than their own memory.
  imaging::Image paint(const imaging::Image& photo,
                       const Hand& hand,
                       const PaintOptions& options = {}) const;

  /// The same in bands of at most `most_rows` rows, from top to bottom.
  void paint_rows(const imaging::Image& photo,
                  const Hand& hand,
                  const PaintOptions& options,
                  int64_t most_rows,
                  const imaging::UseBand& use) const;

  /// The bytes that paint takes for a photo of this shape, beside the photo and its result, more or
  /// less.
  int64_t bytes_for(const imaging::ImageShape& shape, const PaintOptions& options) const;

  /// The device that the network paints on.
  c10::Device device() const { return wanted_; }

 private:
  Painter() = default;
  imaging::Image painted(const imaging::Image& picture, const Hand& hand, int64_t tile) const;

  models::StyleNetwork on_cpu_{nullptr}, on_device_{nullptr};
  c10::Device wanted_ = c10::kCPU;
  bool may_leave_ = false;  ///< Whether the CPU paints where the device has no memory left.
};

}  // namespace lowlight::inference
