#include "lowlight/batch/batch_plan.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "batch/crowded_folder.h"
#include "batch/photo_search.h"
#include "batch/places.h"
#include "lowlight/batch/sha256.h"
#include "lowlight/batch/standard_stream.h"
#include "lowlight/codecs/format_limits.h"
#include "lowlight/core/error.h"
#include "lowlight/core/names.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;

/// A plan in the making.
struct Draft {
  const PlanOptions& options;
  std::vector<std::string> problems;
  BatchPlan plan = {};
  std::vector<bool> in_other_shards = {};             ///< One for each of plan.photos.
  std::map<fs::path, fs::path> input_of_output = {};  ///< By the place of the output.
  Places places = {};
};

/// Whether the output is meant as a file.
bool is_one_file(const std::vector<fs::path>& inputs, const PlanOptions& options) {
  if (is_standard_stream(options.output)) return true;
  if (inputs.size() != 1 || !options.listed.empty()) return false;
  if (is_standard_stream(inputs[0])) return true;
  std::error_code failure;
  return fs::is_regular_file(inputs[0], failure) && !fs::is_directory(options.output, failure) &&
         codecs::format_of_name(options.output);
}

/// The photo's place in the tree of the outputs.
fs::path spread_place(const fs::path& relative, const PlanOptions& options) {
  if (!options.spread) return relative;
  constexpr char kDigits[] = "0123456789abcdef";
  const auto number = fingerprint(relative.native());
  const std::string folder = {kDigits[number % 16], kDigits[number / 16 % 16]};
  return relative.parent_path() / folder / relative.filename();
}

/// Where the photo's map of trust goes.
fs::path trust_map_of(const PlannedPhoto& photo, const fs::path& relative, const fs::path& folder) {
  const auto& named = is_standard_stream(photo.output) ? relative : photo.output;
  return (folder / relative).replace_filename(named.filename().native() + ".png");
}

void add_photo(PlannedPhoto photo, const fs::path& relative, Draft& draft) {
  const auto& maps = draft.options.trust_maps;
  if (!maps.empty() && photo.unreadable.empty())
    photo.trust_map = trust_map_of(photo, spread_place(relative, draft.options), maps);
  // What cannot be read is not written either: it stands in nobody's way.
  const auto place = photo.unreadable.empty() ? draft.places.of(photo.output) : photo.input;
  const auto [found, added] = draft.input_of_output.try_emplace(place, photo.input);
  if (added) {
    draft.plan.photos.push_back(std::move(photo));
    draft.in_other_shards.push_back(!draft.options.shard.holds(relative));
  } else if (draft.places.of(found->second) != draft.places.of(photo.input)) {
    draft.problems.push_back(quoted(found->second) + " and " + quoted(photo.input) +
                             " would both be written to " + quoted(photo.output));
  }
}

void add_one_file(const std::vector<fs::path>& inputs, Draft& draft) {
  const auto& options = draft.options;
  std::error_code failure;
  const bool one = inputs.size() == 1 && options.listed.empty();
  if (!one || !(is_standard_stream(inputs[0]) || fs::is_regular_file(inputs[0], failure))) {
    draft.problems.push_back("the output '-' takes one photo");
    return;
  }
  const bool stream = is_standard_stream(options.output);
  const auto named = codecs::format_of_name(options.output);
  if (!stream && !named) {
    draft.problems.push_back(
        "a photo from standard input has no name: the output must be '-' or "
        "a file that ends like a photo, not " +
        quoted(options.output));
  } else if (!stream && options.format && options.format != named) {
    draft.problems.push_back("the output " + quoted(options.output) + " does not end like " +
                             std::string(enum_name(*options.format)));
  }
  add_photo({inputs[0], options.output, stream ? options.format : named, ""},
            inputs[0].filename(),
            draft);
}

void check_name(const fs::path& input, const std::string& name, Draft& draft) {
  if (name.empty() || name == "." || name == "..") {
    draft.problems.push_back("the output of " + quoted(input) + " would have no name");
  } else if (name.size() > NAME_MAX) {
    draft.problems.push_back("the output of " + quoted(input) + " would have a name of " +
                             std::to_string(name.size()) + " bytes, at most " +
                             std::to_string(NAME_MAX) + " are possible");
  }
}

/// Whether photos of the file's format are written in another one: raw files, GIFs.
bool is_only_read(const fs::path& file) {
  const auto named = codecs::format_of_name(file);
  return named && codecs::kept_format(*named) != named;
}

fs::path output_of(const FoundPhoto& photo, const std::string& name, const PlanOptions& options) {
  auto output = options.output / spread_place(photo.relative, options);
  return output.replace_filename(output_name(name, options.format, options.name));
}

/// The outputs of photos whose format is written too.
std::set<fs::path> outputs_of_pictures(const std::vector<FoundPhoto>& photos,
                                       const PlanOptions& options) {
  std::set<fs::path> outputs;
  for (const auto& photo : photos) {
    if (photo.unreadable.empty() && !is_only_read(photo.relative)) {
      outputs.insert(output_of(photo, photo.relative.filename().string(), options));
    }
  }
  return outputs;
}

/// The name that the output's is made of. A file only read, whose output another has, gives its
/// ending to the stem: "a_CR2.CR2".
std::string name_of(const FoundPhoto& photo,
                    const std::set<fs::path>& taken,
                    const PlanOptions& options) {
  const auto name = photo.relative.filename();
  const bool free =
      !is_only_read(name) || !taken.contains(output_of(photo, name.string(), options));
  if (free) return name.string();
  const auto ending = name.extension().string();
  return name.stem().string() + "_" + ending.substr(1) + ending;
}

void add_all(FoundPhotos found, Draft& draft) {
  const auto& options = draft.options;
  draft.problems.insert(draft.problems.end(), found.problems.begin(), found.problems.end());
  draft.plan.passed_over = std::move(found.passed_over);
  draft.plan.left_out = std::move(found.left_out);
  const auto taken = outputs_of_pictures(found.photos, options);
  for (const auto& photo : found.photos) {
    const auto output = photo.unreadable.empty()
                            ? output_of(photo, name_of(photo, taken, options), options)
                            : options.output / photo.relative;
    if (photo.unreadable.empty()) check_name(photo.input, output.filename().string(), draft);
    add_photo({photo.input, output, options.format, photo.unreadable}, photo.relative, draft);
  }
}

/// Whether the photo is written to a file.
bool is_written(const PlannedPhoto& photo) {
  return photo.unreadable.empty() && !is_standard_stream(photo.output);
}

void check_that_inputs_survive(Draft& draft) {
  std::set<fs::path> inputs;
  for (const auto& photo : draft.plan.photos) {
    if (!photo.unreadable.empty() || is_standard_stream(photo.input)) continue;
    inputs.insert(draft.places.of(photo.input));
    inputs.insert(Places::resolved(photo.input));
  }
  for (const auto& photo : draft.plan.photos) {
    if (is_written(photo) && inputs.contains(draft.places.of(photo.output))) {
      draft.problems.push_back("the output " + quoted(photo.output) + " would replace an input");
    }
    if (photo.trust_map.empty()) continue;
    const auto map = draft.places.of(photo.trust_map);
    if (inputs.contains(map) || draft.input_of_output.contains(map)) {
      draft.problems.push_back("the map of trust " + quoted(photo.trust_map) + " would replace " +
                               (inputs.contains(map) ? "an input" : "an output"));
    }
  }
}

/// The nearest folder at or above `folder` that exists.
fs::path nearest_existing(fs::path folder) {
  std::error_code failure;
  while (fs::status(folder, failure).type() == fs::file_type::not_found)
    folder = folder.parent_path();
  return folder;
}

void check_writable(const fs::path& folder, std::vector<std::string>& problems) {
  std::error_code failure;
  if (!fs::is_directory(folder, failure)) {
    problems.push_back("the output folder cannot be made: " + quoted(folder) + ": " +
                       (failure ? failure.message() : "is no folder"));
  } else if (::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
    problems.push_back("the output folder cannot be written to: " + quoted(folder) + ": " +
                       std::generic_category().message(errno));
  }
}

void check_folders(Draft& draft) {
  std::map<fs::path, uint64_t> folders;
  std::set<fs::path> decisive;
  const auto add = [&](const char* what, const fs::path& file) {
    const auto folder = draft.places.of(file).parent_path();
    if (++folders[folder] == kMostResults + 1)
      draft.plan.remarks.push_back(remark_on_crowd(folder));
    if (fs::is_directory(fs::symlink_status(file)))
      draft.problems.push_back(what + quoted(file) + " is an existing folder");
  };
  for (const auto& photo : draft.plan.photos) {
    if (is_written(photo)) add("the output ", photo.output);
    if (!photo.trust_map.empty()) add("the map of trust ", photo.trust_map);
  }
  // The nearest folder that exists decides whether files, and the folders in between, can be made.
  for (const auto& [folder, files] : folders) decisive.insert(nearest_existing(folder));
  for (const auto& folder : decisive) check_writable(folder, draft.problems);
}

/// The formats that will be written, as far as names tell, must be formats that can be.
void check_formats(Draft& draft) {
  std::set<codecs::ImageFormat> formats;
  for (const auto& photo : draft.plan.photos) {
    if (!photo.unreadable.empty()) continue;
    const auto named = codecs::format_of_name(photo.input);
    if (photo.format) {
      formats.insert(*photo.format);
    } else if (named) {
      formats.insert(codecs::kept_format(*named));
    }
  }
  for (const auto format : formats) {
    const auto problem = codecs::problem_of_writing(format);
    if (problem.empty()) continue;
    draft.problems.push_back(std::string(codecs::limits_of(format).name) +
                             " cannot be written: " + problem + "; or choose --format jpg");
  }
}

BatchPlan part_of_shard(Draft draft) {
  auto& photos = draft.plan.photos;
  size_t kept = 0;
  for (size_t i = 0; i < photos.size(); ++i) {
    if (draft.in_other_shards[i]) {
      draft.plan.others.push_back(std::move(photos[i]));
    } else {
      if (kept != i) photos[kept] = std::move(photos[i]);
      ++kept;
    }
  }
  photos.resize(kept);
  return std::move(draft.plan);
}

}  // namespace

void PlanTotals::add(const BatchPlan& plan) {
  photos += int64_t(plan.photos.size());
  passed_over += int64_t(plan.passed_over.size());
  in_other_shards += int64_t(plan.others.size());
  for (const auto& [format, more] : plan.left_out) {
    auto& found = left_out[format];
    found = {found.count + more.count, more.reason};
  }
}

BatchPlan plan_batch(const std::vector<fs::path>& inputs, const PlanOptions& options) {
  Draft draft{options, texts_of(problems_of(options.name))};
  if (draft.problems.empty()) {
    is_one_file(inputs, options) ? add_one_file(inputs, draft)
                                 : add_all(find_photos(inputs, options), draft);
    check_that_inputs_survive(draft);
    check_folders(draft);
    check_formats(draft);
  }
  if (!draft.problems.empty()) throw ConfigError("cannot start", std::move(draft.problems));
  return part_of_shard(std::move(draft));
}

}  // namespace lowlight::batch
