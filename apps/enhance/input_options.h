// Which photos.
#pragma once

#include <string>
#include <vector>

#include "option_text.h"

struct InputOptions {
  static constexpr char kTitle[] = "Photos";
  std::vector<std::string> inputs;
  std::string files_from;
  bool null = false;
  bool recursive = true;
  std::string base;
  std::string shard;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("inputs",
          self.inputs,
          OptionText{"Photos, folders of photos, patterns such as '*.jpg'; - is standard input",
                     "INPUT"});
    visit("files-from",
          self.files_from,
          OptionText{"List of more inputs, a line each; - is standard input", "FILE"});
    visit("null",
          self.null,
          OptionText{"The list is separated by NUL bytes, as find -print0", "", '0'});
    visit("recursive", self.recursive, OptionText{"Search the subfolders of folders too"});
    visit("base",
          self.base,
          OptionText{"Results keep their photos' places below this folder", "FOLDER"});
    visit("shard",
          self.shard,
          OptionText{"Do part I of N; auto or auto/N: as the array job says", "I/N"});
  }
};
