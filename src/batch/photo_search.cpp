#include "batch/photo_search.h"

#include <glob.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <optional>
#include <set>
#include <span>
#include <system_error>
#include <utility>

#include "batch/places.h"
#include "lowlight/codecs/format_limits.h"
#include "lowlight/codecs/image_io.h"

namespace lowlight::batch {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) { return path.filename().native().front() == '.'; }

/// What a file of a folder is.
struct Kind {
  std::optional<codecs::ImageFormat> format = {};  ///< nothing for what is no photo
  const char* foreign = nullptr;  ///< the name of a format of pictures that nobody here reads
};

/// A link that leads nowhere counts by its name: its photo is missing, and that is to be said.
Kind kind_of(const fs::path& path, const fs::file_status& status) {
  if (fs::exists(status) && !fs::is_regular_file(status)) return {};
  if (const auto named = codecs::format_of_name(path)) return {named};
  std::array<uint8_t, 64> bytes{};
  std::ifstream stream(path, std::ios::binary);
  stream.read(reinterpret_cast<char*>(bytes.data()), bytes.size());
  const std::span content(bytes.data(), size_t(stream.gcount()));
  return {codecs::detect_format(content), codecs::foreign_format(content)};
}

bool is_pattern(const fs::path& path) {
  return path.native().find_first_of("*?[") != std::string::npos;
}

/// What a shell would have made of `pattern`; nothing where nothing matches.
std::vector<fs::path> expanded(const fs::path& pattern) {
  std::vector<fs::path> paths;
  glob_t found{};
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  ::globfree(&found);
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// What is searched for, and what has been found.
struct Search {
  const PlanOptions& options;
  std::set<fs::path> output_places;
  fs::path base_place;
  Places places = {};
  FoundPhotos found = {};
  std::map<codecs::ImageFormat, std::string> problems_of_formats = {};
};

/// Whether results are written to this folder.
bool is_output(const fs::path& folder, const Search& search) {
  return search.output_places.contains(Places::resolved(folder));
}

/// Why no file of the format can be read here.
const std::string& problem_of(codecs::ImageFormat format, Search& search) {
  const auto [found, added] = search.problems_of_formats.try_emplace(format);
  if (added) found->second = codecs::problem_of_reading(format);
  return found->second;
}

/// Whether a file that a folder or a pattern brought is to be read. What is not is noted.
bool is_taken(const fs::path& path, const fs::file_status& status, Search& search) {
  const Kind kind = kind_of(path, status);
  const auto leave_out = [&](const char* name, const std::string& reason) {
    auto& left_out = search.found.left_out[name];
    ++left_out.count;
    left_out.reason = reason;
    return false;
  };
  if (kind.format) {
    const auto& problem = problem_of(*kind.format, search);
    return problem.empty() || leave_out(codecs::limits_of(*kind.format).name, problem);
  }
  if (kind.foreign) return leave_out(kind.foreign, "no reader for such files");
  search.found.passed_over.push_back(path);
  return false;
}

bool can_be_input(const fs::file_status& status) {
  return fs::is_regular_file(status) || fs::is_directory(status);
}

/// The place in the mirrored tree: without a base a file's name, and "." for a folder. Empty for
/// what does not lie below the base.
fs::path below_base(const fs::path& input, bool folder, Search& search) {
  if (search.base_place.empty()) return folder ? fs::path(".") : input.filename();
  const auto place = folder ? Places::resolved(input) : search.places.of(input);
  const auto relative = place.lexically_relative(search.base_place);
  return relative.empty() || *relative.begin() == ".." ? fs::path() : relative;
}

/// `relative` is the folder's place in the mirrored tree.
void add_folder(const fs::path& folder, const fs::path& relative, Search& search) {
  std::error_code failure;
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    if (!is_hidden(entry->path())) entries.push_back(*entry);
  }
  if (failure) {
    search.found.photos.push_back(
        {folder, relative, "the folder cannot be opened: " + failure.message()});
  }
  std::sort(entries.begin(), entries.end());
  for (const auto& entry : entries) {
    const auto& path = entry.path();
    const auto place = relative / path.filename();
    const auto status = entry.status(failure);
    if (fs::is_directory(status) && !entry.is_symlink(failure) && search.options.recursive) {
      if (!is_output(path, search)) add_folder(path, place, search);
    } else if (is_taken(path, status, search)) {
      search.found.photos.push_back({path, place, ""});
    }
  }
}

void add(const fs::path& input, const fs::file_status& status, Search& search) {
  const bool folder = fs::is_directory(status);
  const auto relative = below_base(input, folder, search);
  if (relative.empty()) {
    search.found.problems.push_back(quoted(input) + " does not lie below " +
                                    quoted(search.options.base));
  } else if (!folder) {
    search.found.photos.push_back({input, relative, ""});
  } else if (!is_output(input, search)) {
    add_folder(input, relative == "." ? fs::path() : relative, search);
  }
}

void add_pattern(const fs::path& pattern, Search& search) {
  const auto paths = expanded(pattern);
  if (paths.empty()) search.found.problems.push_back("nothing matches " + quoted(pattern));
  for (const auto& path : paths) {
    std::error_code failure;
    const auto status = fs::status(path, failure);
    if (fs::is_directory(status) || is_taken(path, status, search)) add(path, status, search);
  }
}

void add_named(const fs::path& input, Search& search) {
  std::error_code failure;
  const auto status = fs::status(input, failure);
  auto& problems = search.found.problems;
  if (!fs::exists(status) && is_pattern(input)) {
    add_pattern(input, search);
  } else if (fs::is_directory(status) && is_output(input, search)) {
    problems.push_back(quoted(input) + " is the output folder as well");
  } else if (fs::exists(status) && !can_be_input(status)) {
    problems.push_back(quoted(input) + " is neither a file nor a folder");
  } else if (!fs::exists(status)) {
    problems.push_back(quoted(input) + ": " + failure.message());
  } else {
    add(input, status, search);
  }
}

/// In a list of thousands an input that has gone meanwhile is a failure of its own.
void add_listed(const fs::path& input, Search& search) {
  std::error_code failure;
  const auto status = fs::status(input, failure);
  if (can_be_input(status)) return add(input, status, search);
  const auto reason = fs::exists(status) ? "is neither a file nor a folder" : failure.message();
  search.found.photos.push_back({input, input.filename(), reason});
}

}  // namespace

namespace {

bool is_raw(const FoundPhoto& photo) {
  return codecs::format_of_name(photo.input) == codecs::ImageFormat::raw;
}

/// Of each shot with a raw file and a picture, the one that is not preferred is passed over.
void keep_preferred(FoundPhotos& found, Preferred preferred) {
  if (preferred == Preferred::both) return;
  std::map<fs::path, int> kinds;  // 1 for a raw file, 2 for a picture, 3 for both
  const auto shot = [](const FoundPhoto& photo) {
    return fs::path(photo.input).replace_extension();
  };
  for (const auto& photo : found.photos) kinds[shot(photo)] |= is_raw(photo) ? 1 : 2;
  std::erase_if(found.photos, [&](const FoundPhoto& photo) {
    const bool other = is_raw(photo) != (preferred == Preferred::raw);
    const bool drop = photo.unreadable.empty() && kinds[shot(photo)] == 3 && other;
    if (drop) found.passed_over.push_back(photo.input);
    return drop;
  });
}

}  // namespace

FoundPhotos find_photos(const std::vector<fs::path>& inputs, const PlanOptions& options) {
  Search search{options,
                {Places::resolved(options.output)},
                options.base.empty() ? fs::path() : Places::resolved(options.base)};
  if (!options.trust_maps.empty())
    search.output_places.insert(Places::resolved(options.trust_maps));
  for (const auto& input : inputs) add_named(input, search);
  for (const auto& input : options.listed) add_listed(input, search);
  keep_preferred(search.found, options.preferred);
  return std::move(search.found);
}

}  // namespace lowlight::batch
