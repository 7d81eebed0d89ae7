#include "lowlight/data/check_photos.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>

#include "data/box_fault.h"
#include "data/folder_source.h"
#include "data/named_boxes.h"
#include "data/photo_hash.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"
#include "lowlight/core/names.h"
#include "lowlight/data/partners.h"
#include "lowlight/data/resample.h"

namespace lowlight::data {
namespace {

constexpr int kBlack = 4;
constexpr double kMostUndecided = 0.02;
constexpr int kNearBits = 4;
constexpr int64_t kAttempts = 64;

using Size = detection::PictureSize;

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%", 100 * share);
  return text;
}

/// The share of a mask's pixels that are neither valid nor invalid.
double undecided(const at::Tensor& mask) {
  return ((mask > 15) & (mask < 240)).to(at::kDouble).mean().item<double>();
}

PhotoFault not_binary(const std::string& file, double share) {
  return {Fault::mask_not_binary, file, percent(share) + " neither valid nor invalid"};
}

Size size_of(const at::Tensor& photo) { return {photo.size(2), photo.size(1)}; }

/// What a file cannot be read for, by the decoders' own words.
Fault unreadable_fault(const std::string& problem) {
  if (problem.find("truncated") != std::string::npos) return Fault::truncated;
  if (problem.find("not finite") != std::string::npos) return Fault::not_finite;
  return Fault::unreadable;
}

/// Calls `use`; what the user can mend becomes a fault of `file`.
void guarded(CheckReport& report,
             Fault fault,
             const std::string& file,
             const std::function<void()>& use) {
  try {
    use();
  } catch (const Error& error) {
    for (const auto& problem : error.problems()) {
      const auto kind = fault == Fault::unreadable ? unreadable_fault(problem) : fault;
      report.faults.push_back({kind, file.empty() ? error.where() : file, problem});
    }
  }
}

class SetCheck {
 public:
  SetCheck(const CheckOptions& options, int64_t long_side)
      : options_(options), long_side_(long_side) {
    options_.crop.attempts = std::max(options_.crop.attempts, kAttempts);
  }

  /// A photo of the set, which may turn out not to be readable.
  void add_name(const std::string& file) {
    file_ = file;
    names_.push_back(file);
    sizes_.emplace_back();
  }

  /// The photo that was named last.
  void add(const at::Tensor& photo) {
    sizes_.back() = size_of(photo);
    check_colours(reduced(photo, long_side_));
    check_alpha(photo);
    check_distinct(photo);
  }

  void check_boxes(const std::string& path, double least_side) {
    file_ = path;
    const auto list = read_box_list(path);
    for (const auto& problem : list.problems) fault(Fault::box, problem);
    const auto named = named_boxes(list.photos, names_);
    for (const auto& problem : named.problems) fault(Fault::box, problem);
    for (const auto i : named.missing) fault(Fault::box, missing_text(names_[size_t(i)]));
    int64_t sound = 0;
    for (size_t i = 0; i < list.photos.size(); ++i) {
      const auto& photo = list.photos[i];
      const auto size = named.photo[i] < 0 ? std::nullopt : sizes_[size_t(named.photo[i])];
      for (const auto& listed : photo.boxes) {
        const auto place = photo.named_place(listed.line) + ": the box ";
        sound += check_box(place, listed, size, least_side);
      }
    }
    if (sound == 0) fault(Fault::box, "no photo has a box that can be learned from");
  }

  CheckReport report;

 private:
  void fault(Fault kind, std::string detail) {
    report.faults.push_back({kind, file_, std::move(detail)});
  }

  void check_colours(const at::Tensor& photo) {
    const auto colours = photo.slice(0, 0, 3);
    const auto lowest = colours.amin({1, 2}), highest = colours.amax({1, 2});
    if (highest.max().item<int>() <= kBlack) return fault(Fault::black, "no light in it");
    if (at::equal(lowest, highest)) return fault(Fault::constant, "one colour all over");
    if (at::equal(photo[0], photo[1]) && at::equal(photo[1], photo[2]))
      fault(Fault::channels, "grey: its three channels are equal");
    const auto size = size_of(photo);
    if (std::min(size.width, size.height) < options_.crop.size) {
      fault(Fault::too_small,
            size_text(size) + ", crops have " + std::to_string(options_.crop.size));
    }
    RandomStream random{0};
    if (!random_place(photo, options_.crop, random))
      fault(Fault::no_content, "no square of it shows anything");
  }

  void check_alpha(const at::Tensor& photo) {
    if (photo.size(0) != 4) return;
    const auto alpha = photo[3];
    if (!options_.masked) {
      if (alpha.min().item<int>() < 255) fault(Fault::channels, "transparent; alpha is not used");
      return;
    }
    if (alpha.max().item<int>() < 128) fault(Fault::mask_empty, "no valid pixel");
    const double share = undecided(alpha);
    if (share > kMostUndecided) report.faults.push_back(not_binary(file_, share));
  }

  void check_distinct(const at::Tensor& photo) {
    const auto [first, is_new] = contents_.emplace(content_hash(photo), file_);
    if (!is_new) return fault(Fault::duplicate, "the same as " + first->second);
    if (!options_.distinct) return;
    const auto hash = look_hash(photo);
    for (const auto& [other, file] : looks_) {
      if (hash_distance(hash, other) > kNearBits) continue;
      fault(Fault::near_duplicate, "nearly the same as " + file);
      break;
    }
    looks_.emplace_back(hash, file_);
  }

  /// Whether the box is one to learn from.
  bool check_box(const std::string& place,
                 const ListedBox& listed,
                 const std::optional<Size>& size,
                 double least_side) {
    if (const auto wrong = box_fault(listed.box, size); !wrong.empty()) {
      fault(Fault::box, place + wrong);
      return false;
    }
    const auto small = listed.crowd ? std::string() : smallness(listed.box, least_side);
    if (!small.empty()) fault(Fault::box, place + small);
    const auto [left, top, right, bottom] = detection::corners_of(listed.box);
    if (size &&
        (left < 0 || top < 0 || right > double(size->width) || bottom > double(size->height)))
      fault(Fault::box, place + "sticks out of the photo, which is " + size_text(*size));
    return !listed.crowd && small.empty();
  }

  CheckOptions options_;
  int64_t long_side_;
  std::string file_;  // the file that faults are reported for
  std::vector<std::string> names_;
  std::vector<std::optional<Size>> sizes_;  // of the photos of these names, where they can be read
  std::map<uint64_t, std::string> contents_;
  std::vector<std::pair<std::array<uint64_t, 2>, std::string>> looks_;
};

/// Masks are thresholded on reading: whether they are binary only their files tell. What else is
/// wrong with them the photos tell.
void check_mask_files(const std::string& folder, CheckReport& report) {
  const FolderSource files(folder, {.cache_bytes = 0});
  for (int64_t i = 0; i < files.size(); ++i) {
    CheckReport unreadable;
    guarded(unreadable, Fault::unreadable, files.name(i), [&] {
      const double share = undecided(files.photo(i)[0]);
      if (share > kMostUndecided) report.faults.push_back(not_binary(files.name(i), share));
    });
  }
}

}  // namespace

CheckReport check_photos(const PhotosOptions& photos, const CheckOptions& options) {
  SetCheck check(options, photos.long_side);
  auto& report = check.report;
  // Whole photos: boxes are drawn on those.
  auto whole = photos;
  whole.long_side = whole.cache_bytes = 0;
  guarded(report, Fault::set, "", [&] {
    const auto source = open_photos(whole);
    report.photos = source->size();
    for (int64_t i = 0; i < source->size(); ++i) {
      check.add_name(source->name(i));
      guarded(report, Fault::unreadable, source->name(i), [&] { check.add(source->photo(i)); });
    }
    if (!photos.masks.empty()) check_mask_files(photos.masks, report);
  });
  if (!photos.boxes.empty())
    guarded(report, Fault::box, "", [&] { check.check_boxes(photos.boxes, photos.least_box); });
  return report;
}

CheckReport check_pairs(const PhotosOptions& dark, const PhotosOptions& bright) {
  CheckReport report;
  guarded(report, Fault::pair, "", [&] {
    const auto first = open_photos(dark);
    const auto second = partners_of(*first, open_photos(bright));
    report.photos = first->size();
    for (int64_t i = 0; i < first->size(); ++i) {
      guarded(report, Fault::pair, first->name(i), [&] {
        const auto a = size_of(first->photo(i)), b = size_of(second->photo(i));
        if (a.width == b.width && a.height == b.height) return;
        throw DataError(first->name(i),
                        {"is " + size_text(a) + ", " + second->name(i) + " " + size_text(b)});
      });
    }
  });
  return report;
}

int64_t CheckReport::count(Fault fault) const {
  return std::ranges::count(faults, fault, &PhotoFault::fault);
}

std::string CheckReport::summary() const {
  std::ostringstream text;
  text << photos << " photos, " << faults.size() << " faults";
  for (const auto& [fault, name] : names_of(Fault{})) {
    if (count(fault) > 0) text << "\n  " << name << ": " << count(fault);
  }
  for (const auto& fault : faults)
    text << "\n"
         << enum_name(fault.fault) << ": " << display_name(fault.file) << ": "
         << display_name(fault.detail);
  return text.str();
}

}  // namespace lowlight::data
