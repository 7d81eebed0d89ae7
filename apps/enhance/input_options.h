// Which photos.
#pragma once

#include <string>
#include <vector>

#include "common/option_text.h"

struct InputOptions {
  static constexpr char kTitle[] = "Photos";
  std::vector<std::string> inputs;
  std::string files_from;
  bool null = false;
  bool recursive = true;
  std::string base;
  std::string shard;
  std::vector<std::string> journal_report;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("inputs",
          self.inputs,
          OptionText{.doc = "Enhances these photos, folders of photos or patterns such as '*.jpg'; "
                            "- is a photo on standard input",
                     .value = "INPUT",
                     .positional = true});
    visit("files-from",
          self.files_from,
          OptionText{.doc = "Reads more inputs from a list, a line each; - is standard input",
                     .value = "FILE"});
    visit("null",
          self.null,
          OptionText{.doc = "Takes a NUL byte for the end of a line of the list, as find -print0",
                     .letter = '0'});
    visit("recursive", self.recursive, OptionText{"Searches the subfolders of folders too"});
    visit("base",
          self.base,
          OptionText{.doc = "Gives results the places that their photos have below this folder",
                     .value = "FOLDER"});
    visit("shard",
          self.shard,
          OptionText{.doc = "Does part I of N; auto or auto/N is the part of this array job",
                     .value = "I/N"});
    visit("journal-report",
          self.journal_report,
          OptionText{.doc = "Tells what journals say together: done, failed, missing, done twice; "
                            "with INPUT and -o, what of them no journal has; does nothing else",
                     .value = "FILE..."});
  }
};
