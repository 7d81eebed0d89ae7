// What a batch will read and write: decided and checked as a whole before any work.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/imaging/image_io.h"

namespace lowlight::inference {

struct PlanOptions {
  std::filesystem::path output;  ///< see plan_batch; need not exist
  std::optional<imaging::ImageFormat> format =
      {};  ///< of every output; nothing: each keeps its own
};

struct PlannedPhoto {
  std::filesystem::path input;
  std::filesystem::path output;
  std::optional<imaging::ImageFormat> format;  ///< of the output; nothing: the input's
  /// Why the input is known to be unreadable, else "". It stays in the plan so that it is reported
  /// as failed.
  std::string unreadable;
};

struct BatchPlan {
  std::vector<PlannedPhoto> photos;  ///< by input, folders in the order of their bytes
  /// What was met in folders and is no photo by content or by name, and links to folders.
  std::vector<std::filesystem::path> passed_over;
};

/// Plans a batch over files and folders.
///
/// Inputs. A file is always taken. A folder is searched with all its subfolders: taken is a file
/// whose first bytes or whose name (.jpg …) say that it is a photo; a broken one fails later, with
/// its reason. Never picked up from a folder: hidden files and folders (and so unfinished outputs),
/// the output folder, what lies behind a link to a folder (so loops cannot arise), anything but
/// regular files. A subfolder that cannot be opened is in the plan as unreadable.
///
/// Outputs. options.output is a folder: a file DIR/x.jpg goes to OUTPUT/x.jpg, a file sub/x.jpg of
/// a folder to OUTPUT/sub/x.jpg. Exception: with one input, a file, and an output that ends like a
/// photo and is no folder, the output is that file, in the format of its name. Names are kept; with
/// a format, an ending of another format is replaced and the usual ending is added to names without
/// one. The same input twice is one photo.
///
/// Throws ConfigError with every problem at once: an input that is missing or neither file nor
/// folder; the output folder itself as input; two inputs with one output; an output that is an
/// input of this batch or an existing folder; a folder that cannot be made or written to. Nothing
/// is created or changed. No photos at all is no error: an empty plan.
BatchPlan plan_batch(const std::vector<std::filesystem::path>& inputs, const PlanOptions& options);

}  // namespace lowlight::inference
