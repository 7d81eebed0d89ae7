// What is wrong with the photos of a training set, before a day is lost to it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/data/crop.h"
#include "lowlight/data/open_photos.h"

namespace lowlight::data {

enum class Fault {
  set,              ///< the set as a whole: missing folder, missing masks, no photo
  unreadable,       ///< no image file, or of a kind that is not read
  not_finite,       ///< float samples that are NaN or infinite
  truncated,        ///< an image file that is cut off or damaged
  black,            ///< no code above 4
  constant,         ///< one colour
  too_small,        ///< a side below that of a crop
  no_content,       ///< the crop policy finds no square that shows something
  channels,         ///< grey, or transparent in a set whose alpha is not a mask
  mask_empty,       ///< no valid pixel
  mask_not_binary,  ///< more than 2 % of the pixels are neither valid nor invalid
  duplicate,        ///< the very pixels of another photo of the set
  near_duplicate,   ///< look_hash is within 4 bits of another photo's
  pair,             ///< no partner in the other set, or one of another size
  box,  ///< what a list of boxes has wrong: its form, its names, a box; or it has no box at all
};

/// The names of the values, as users write them.
constexpr auto names_of(Fault) {
  return std::to_array<std::pair<Fault, std::string_view>>(
      {{Fault::set, "set"},
       {Fault::unreadable, "unreadable"},
       {Fault::not_finite, "NaN or Inf"},
       {Fault::truncated, "truncated"},
       {Fault::black, "black"},
       {Fault::constant, "constant"},
       {Fault::too_small, "too small"},
       {Fault::no_content, "no content"},
       {Fault::channels, "channels"},
       {Fault::mask_empty, "mask empty"},
       {Fault::mask_not_binary, "mask not binary"},
       {Fault::duplicate, "duplicate"},
       {Fault::near_duplicate, "near duplicate"},
       {Fault::pair, "pair"},
       {Fault::box, "box"}});
}

struct PhotoFault {
  Fault fault = Fault::set;
  std::string file;
  std::string detail;
};

struct CheckReport {
  int64_t photos = 0;
  std::vector<PhotoFault> faults;

  int64_t count(Fault fault) const;
  /// How many photos and faults of each kind there are, then a line for each fault, for people.
  std::string summary() const;
};

/// What the photos are for.
struct CheckOptions {
  CropOptions crop;
  bool masked = false;    ///< alpha is a mask
  bool distinct = false;  ///< near duplicates are faults too
};

/// Reads every photo of the set once and looks for all faults there are; boxes are those of
/// photos.boxes. Throws nothing for a fault.
CheckReport check_photos(const PhotosOptions& photos, const CheckOptions& options);

/// The faults of two sets whose photos belong together by name (partners_of); the photos
/// themselves are not judged.
CheckReport check_pairs(const PhotosOptions& dark, const PhotosOptions& bright);

}  // namespace lowlight::data
