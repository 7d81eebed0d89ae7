// What a batch will read and write: decided and checked as a whole before any work.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/batch/output_name.h"
#include "lowlight/batch/shard.h"
#include "lowlight/codecs/image_io.h"

namespace lowlight::batch {

/// Which files of a shot are taken where a camera wrote a raw file and a picture of it.
enum class Preferred { both, raw, jpeg };

/// The names of the values, as users write them.
constexpr auto names_of(Preferred) {
  return std::to_array<std::pair<Preferred, std::string_view>>(
      {{Preferred::both, "both"}, {Preferred::raw, "raw"}, {Preferred::jpeg, "jpeg"}});
}

struct PlanOptions {
  std::filesystem::path output;  ///< A folder or file, as plan_batch says; it need not exist.
  std::optional<codecs::ImageFormat> format =
      {};  ///< Without it outputs keep their inputs' formats.
  NamePattern name = {};
  std::vector<std::filesystem::path> listed = {};  ///< Further inputs, named in a list.
  std::filesystem::path base = {};  ///< Outputs keep the inputs' places below this folder.
  Preferred preferred = Preferred::both;
  bool recursive = true;  ///< Subfolders of folders are searched, too.
  bool spread = false;    ///< Outputs of a folder go to 256 subfolders, by their photos' places.
  Shard shard = {};
  std::filesystem::path trust_maps = {};  ///< The folder for the maps of trust, "" for none.
};

struct PlannedPhoto {
  std::filesystem::path input;
  std::filesystem::path output;
  std::optional<codecs::ImageFormat> format;  ///< Without it the output has the input's format.
  /// Why the input is known to be unreadable, else "". Such a photo stays in the plan so that it is
  /// reported as failed.
  std::string unreadable;
  std::filesystem::path trust_map = {};  ///< Where the photo's map goes, "" where none is wanted.
};

/// Photos of one format that are in folders and cannot be read.
struct LeftOut {
  int64_t count = 0;
  std::string reason = {};  ///< With what is to be installed, where that would help.

  bool operator==(const LeftOut&) const = default;
};

struct BatchPlan {
  /// In the order of the inputs; a folder's photos in the order of their paths' bytes.
  std::vector<PlannedPhoto> photos = {};
  /// Files in folders that are no photos by content nor by name, links to folders, and those of a
  /// shot that are not preferred.
  std::vector<std::filesystem::path> passed_over = {};
  /// By the name of the format, "HEIC", "GIF": photos in folders that nobody will read.
  std::map<std::string, LeftOut> left_out = {};
  std::vector<PlannedPhoto> others = {};  ///< The photos that other shards take.
  std::vector<std::string> remarks = {};  ///< What is legal and unwise, a sentence each.
};

/// How much a plan, or several together, give to do and to others.
struct PlanTotals {
  PlanTotals() = default;
  PlanTotals(const BatchPlan& plan) { add(plan); }
  void add(const BatchPlan& plan);

  int64_t photos = 0;
  int64_t passed_over = 0;
  int64_t in_other_shards = 0;
  std::map<std::string, LeftOut> left_out = {};
};

/// Plans a batch over files, folders, patterns and lists.
///
/// Inputs. A file is always taken. A folder is searched with all its subfolders: taken is a file
/// whose first bytes or whose name (.jpg …) say that it is a photo; a broken one fails later, with
/// its reason. Never picked up from a folder: hidden files and folders (and so unfinished outputs),
/// the output folder, what lies behind a link to a folder (so loops cannot arise), anything but
/// regular files. A subfolder that cannot be opened is in the plan as unreadable. A path that does
/// not exist and has one of * ? [ is a pattern, as in a shell: its files are taken like those of a
/// folder. A listed input that is missing is in the plan as unreadable. "-" alone is one photo on
/// standard input.
///
/// Outputs. options.output is a folder: a file DIR/x.jpg goes to OUTPUT/x.jpg, a file sub/x.jpg of
/// a folder to OUTPUT/sub/x.jpg; with a base, BASE/sub/x.jpg goes to OUTPUT/sub/x.jpg however it
/// was met. With options.spread it goes to OUTPUT/sub/3f/x.jpg, where 3f are digits of the SHA-256
/// of sub/x.jpg: photos that are added move no others. Exception: with one input, a file, and an
/// output that ends like a photo and is no folder, or is "-", the output is that file or standard
/// output, in the format of its name. The last part of the path is options.name of the photo's. The
/// same input twice is one photo.
///
/// Maps of trust, where options.trust_maps asks for them, go to the outputs' places in that folder:
/// OUTPUT/sub/x.jpg has TRUST_MAPS/sub/x.jpg.png. The folder is not searched for photos, either.
///
/// A raw file becomes a TIFF unless options.format says otherwise. Where a picture of the same name
/// but for the ending lies beside it, both are taken, or only one, by options.preferred; where both
/// would have one output, the raw file's is called after its ending, too: a_CR2.jpg beside a.jpg.
///
/// Throws ConfigError with every problem at once: a format that cannot be written here; an input
/// that is missing or neither file nor folder, or not below the base; a pattern without match; the
/// output folder itself as input; two inputs with one output; an output that is an input of this
/// batch or an existing folder; a map that is either, or an output; a name that is empty or too
/// long; a folder that cannot be made or written to. They are looked for in all shards. Nothing is
/// created or changed. No photos at all is no error: an empty plan.
BatchPlan plan_batch(const std::vector<std::filesystem::path>& inputs, const PlanOptions& options);

}  // namespace lowlight::batch
