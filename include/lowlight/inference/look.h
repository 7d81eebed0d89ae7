// Looks: found in a photo, read from a file, put on pictures, kept.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/codecs/photo.h"
#include "lowlight/imaging/colour_table.h"
#include "lowlight/imaging/image.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::inference {

/// What a look is taken from.
struct LookReference {
  std::filesystem::path file;  ///< a photo, a .cube table or a HaldCLUT picture
  /// A picture that is light, and opaque, where the photo counts, stretched over it. Tables have no
  /// use for it.
  std::optional<std::filesystem::path> mask = {};
  /// Weights that lowlight_train made; "" finds those that ship. Only a photo needs them.
  std::filesystem::path model = {};
  codecs::ReadOptions read = {};  ///< How photo and mask are read.
};

/// Whether the file holds a table, by its name (.cube; a name with "hald" in it) or by what is in
/// it (colours::is_hald). Throws ImageError where a picture cannot be read.
bool holds_table(const std::filesystem::path& file, const codecs::ReadOptions& read = {});

/// What becomes of each colour:
///
///   const auto look = inference::Look::find({"sunset.jpg"});
///   codecs::Photo photo = codecs::read_photo("harbour.jpg");
///   photo.image = look.apply(photo.image, 0.8);
///   codecs::write_photo("harbour-sunset.jpg", photo, {});
///   look.save("sunset.cube");
struct Look {
  imaging::ColourTable table;

  /// The look of a photo: what a network takes to have been done to it after it was taken
  /// (models/look_finder.h), as a cube of kSavedNodes. A photo that looks as photos do gives a look
  /// that changes little, one without colour gives one that leaves none. The fewer colours a photo
  /// has, the less its look changes: where they deviate from their mean by up to 2 codes of 255 (in
  /// squares of 8 pixels, at a long side of 256) nothing, so one colour says nothing, with noise or
  /// without; from 6 codes on all. Or the table of a .cube file or a HaldCLUT picture. Transparent
  /// and masked parts of a photo count for nothing. What reading had to lose, and what a table has
  /// no use for, is added to `warnings`, where they are given, a sentence with the file's name
  /// each. Throws ImageError where a file cannot be read or nothing of the photo is left,
  /// CheckpointError where the weights are missing or another network's.
  static Look find(const LookReference& reference, std::vector<std::string>* warnings = nullptr);

  /// The picture in the look, out = in + strength · (look(in) − in): same size, channels and depth;
  /// alpha stays, grey pictures stay grey (with alpha where PictureRows::grey says so), 8 bits are
  /// dithered (imaging/photo_transform.h). The picture should be well lit. `strength` is in [0, 1],
  /// another is a c10::ValueError; 0 gives the very pixels.
  imaging::Image apply(const imaging::PictureRows& picture, double strength = 1) const;

  /// Writes a .cube of kSavedNodes a side over [0, 1], titled as the file is named. Throws
  /// ImageError where it cannot be written.
  void save(const std::filesystem::path& path) const;
};

/// The nodes a side of tables that are found or saved.
inline constexpr int64_t kSavedNodes = 33;

}  // namespace lowlight::inference
