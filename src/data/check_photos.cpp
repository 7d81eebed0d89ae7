#include "lowlight/data/check_photos.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <sstream>
#include <string_view>

#include "data/folder_source.h"
#include "data/named_boxes.h"
#include "data/photo_hash.h"
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

struct Size {
  int64_t width = 0, height = 0;
};

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%", 100 * share);
  return text;
}

std::string text_of(const Size& size) {
  return std::to_string(size.width) + "x" + std::to_string(size.height);
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

  void add(const std::string& file, const at::Tensor& photo) {
    file_ = file;
    names_.push_back(file);
    sizes_.push_back(size_of(photo));
    check_colours(reduced(photo, long_side_));
    check_alpha(photo);
    check_distinct(photo);
  }

  void check_boxes(const std::string& list) {
    file_ = list;
    const auto photos = read_box_list(list);
    const auto named = named_boxes(photos, names_);
    for (const auto& problem : named.problems) fault(Fault::box, problem);
    for (const auto i : named.missing) {
      fault(Fault::box, names_[size_t(i)] + " is not in it, not even as a photo without boxes");
    }
    for (size_t i = 0; i < photos.size(); ++i) {
      if (named.photo[i] < 0) continue;
      for (const auto& [box, line] : photos[i].boxes) {
        check_box(photos[i].place(line) + ", " + photos[i].file + ": the box ",
                  box,
                  sizes_[size_t(named.photo[i])]);
      }
    }
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
      fault(Fault::too_small, text_of(size) + ", crops have " + std::to_string(options_.crop.size));
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

  void check_box(const std::string& place,
                 const detection::CornerSize<detection::Pixels>& box,
                 const Size& size) {
    if (const auto wrong = detection::fault_of(box); !wrong.empty())
      fault(Fault::box, place + wrong);
    const auto [left, top, right, bottom] = detection::corners_of(box);
    if (left < 0 || top < 0 || right > double(size.width) || bottom > double(size.height)) {
      fault(Fault::box, place + "lies outside of the photo, which is " + text_of(size));
    }
  }

  CheckOptions options_;
  int64_t long_side_;
  std::string file_;  // the file that faults are reported for
  std::vector<std::string> names_;
  std::vector<Size> sizes_;  // of the photos of these names
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
      guarded(report, Fault::unreadable, source->name(i), [&] {
        check.add(source->name(i), source->photo(i));
      });
    }
    if (!photos.masks.empty()) check_mask_files(photos.masks, report);
  });
  if (!photos.boxes.empty())
    guarded(report, Fault::box, "", [&] { check.check_boxes(photos.boxes); });
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
                        {"is " + text_of(a) + ", " + second->name(i) + " " + text_of(b)});
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
    text << "\n" << enum_name(fault.fault) << ": " << fault.file << ": " << fault.detail;
  return text.str();
}

}  // namespace lowlight::data
