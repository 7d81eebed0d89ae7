// Everything that can be asked of `enhance`, each thing once. This list makes the command line, the
// configuration file, the help, the manual page and the completion.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lowlight/inference/batch_plan.h"
#include "lowlight/inference/batch_run.h"
#include "lowlight/inference/photo_enhancer.h"

/// What is said of an option: its sentence, what stands for its value ("a|b" lists the choices), a
/// letter to type instead of the name, and whether it is common enough for the short help.
struct OptionText {
  const char* doc;
  const char* value = "";
  char letter = 0;
  bool common = false;

  operator const char*() const { return doc; }  ///< all that a configuration file says
};

struct InputOptions {
  static constexpr char kTitle[] = "Input and output";
  std::vector<std::string> inputs;
  std::string output;
  std::string format = "keep";
  int64_t quality = 92;
  bool overwrite = false;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("inputs",
          self.inputs,
          OptionText{"Photos, and folders of photos with all their subfolders", "INPUT"});
    visit(
        "output",
        self.output,
        OptionText{"Folder for the results; for one photo it may be a file", "FOLDER", 'o', true});
    visit("format", self.format, OptionText{"Of the results", "keep|jpg|png|tiff|webp", 0, true});
    visit("quality", self.quality, OptionText{"Of JPEG and WebP, 1 to 100", "NUMBER", 0, true});
    visit("overwrite", self.overwrite, OptionText{"Replace outputs that exist", "", 0, true});
  }
};

struct PictureOptions {
  static constexpr char kTitle[] = "Picture";
  double strength = 1;
  double exposure = 0;
  double denoise = 1;
  std::string style;
  std::string style_mask;
  bool stored_look = false;
  std::string model;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("strength",
          self.strength,
          OptionText{"0 changes nothing, 1 is the whole change", "NUMBER", 0, true});
    visit("exposure",
          self.exposure,
          OptionText{"EV brighter or darker than the meter chooses, -5 to 5", "NUMBER", 0, true});
    visit("denoise",
          self.denoise,
          OptionText{"Times the usual calming of noise, 0 to 4", "NUMBER", 0, true});
    visit("style", self.style, OptionText{"A photo whose look is carried over", "FILE", 0, true});
    visit("style-mask",
          self.style_mask,
          OptionText{"A picture that is light where the style photo counts", "FILE"});
    visit("stored-look",
          self.stored_look,
          OptionText{"Correct towards the learned look of well-lit photos too"});
    visit("model", self.model, OptionText{"Weights to use instead of those that ship", "FILE"});
  }
};

struct ReviewOptions {
  static constexpr char kTitle[] = "Looking at the results";
  std::string compare;
  std::string report;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("compare",
          self.compare,
          OptionText{"Also write sheets with before and after", "side|split|html"});
    visit("report",
          self.report,
          OptionText{"Page about the run, with a slider for each photo", "FILE", 0, true});
  }
};

struct RunOptions {
  static constexpr char kTitle[] = "Run";
  std::string device = "auto";
  int64_t threads = 0;
  bool quiet = false;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("device", self.device, OptionText{"auto, cpu, cuda or cuda:N", "DEVICE", 0, true});
    visit("threads", self.threads, OptionText{"Processor threads; 0 means all cores", "NUMBER"});
    visit("quiet", self.quiet, OptionText{"Print nothing but errors", "", 'q', true});
  }
};

/// What a run is made of; the keys of a configuration file.
struct Options {
  InputOptions input;
  PictureOptions picture;
  ReviewOptions review;
  RunOptions run;

  template <class Self, class Visit>
  static void groups(Self& self, Visit&& visit) {
    visit(self.input);
    visit(self.picture);
    visit(self.review);
    visit(self.run);
  }
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    groups(self, [&](auto& group) { group.fields(group, visit); });
  }
};

/// What is answered instead of a run, and where the options come from.
struct Requests {
  static constexpr char kTitle[] = "Information";
  std::string config;
  bool print_config = false;
  bool help = false;
  bool help_all = false;
  bool version = false;
  std::string completion;
  bool manual = false;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit(
        "config",
        self.config,
        OptionText{"TOML file with any of these options; the command line comes after it", "FILE"});
    visit("print-config", self.print_config, OptionText{"Print all options as such a file"});
    visit("help", self.help, OptionText{"Print the common options", "", 'h', true});
    visit("help-all", self.help_all, OptionText{"Print all options", "", 0, true});
    visit("version", self.version, OptionText{"Print the versions"});
    visit("completion",
          self.completion,
          OptionText{"Print the completion script of a shell", "bash|zsh|fish"});
    visit("manual", self.manual, OptionText{"Print the manual page, for man"});
  }
};

/// Every value that is out of range, by its key.
std::vector<std::string> problems_of(const Options& options);
std::vector<std::string> problems_of(const Requests& requests);

// What the library takes of them. Only for options without problems.
std::vector<std::filesystem::path> inputs_of(const Options& options);
lowlight::inference::PlanOptions plan_options(const Options& options);
lowlight::inference::BatchOptions batch_options(const Options& options);
/// model: as asked for, "" = the default one.
lowlight::inference::EnhanceSettings enhance_settings(const Options& options);
