#include "reference.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "option_list.h"

namespace {

constexpr char kAbout[] =
    "Turns dark photos into well-lit ones. Inputs are never changed. Photos that are done\n"
    "are skipped, so the same command goes on where it was interrupted.\n";

constexpr struct {
  const char *command, *effect;
} kExamples[] = {
    {"enhance night.jpg -o better", "better/night.jpg"},
    {"enhance photos -o better --strength 0.7", "the whole tree, a little less"},
    {"enhance scans -o web --format jpg --quality 85", "as smaller files"},
};

constexpr struct {
  const char *code, *meaning;
} kExitCodes[] = {
    {"0", "all photos are done"},
    {"1", "some failed; they are listed at the end"},
    {"2", "wrong usage, or a plan with problems: nothing was started"},
    {"3", "nothing to do: no photo in the inputs"},
    {"4", "the weights of a look, or the device, are not available"},
    {"130, 143", "interrupted: the photos in hand were finished, the same command does the rest"},
};

std::string padded(const std::string& text, size_t width) {
  return text + std::string(width > text.size() ? width - text.size() : 0, ' ');
}

std::string described(const OptionEntry& entry) {
  const bool said = entry.initial.empty();
  return std::string(entry.text.doc) + (said ? "" : " [" + entry.initial + "]");
}

/// `text` in lines of at most `width` letters, broken at spaces.
std::vector<std::string> wrapped(const std::string& text, size_t width) {
  std::vector<std::string> lines(1);
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > width)
      lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
  }
  return lines;
}

std::string help_line(const OptionEntry& entry) {
  constexpr size_t kColumn = 30, kWidth = 66;
  auto text = "  " + entry.usage();
  text = text.size() < kColumn ? padded(text, kColumn) : text + "\n" + std::string(kColumn, ' ');
  const char* separator = "";
  for (const auto& line : wrapped(described(entry), kWidth)) {
    text += separator + line;
    separator = "\n                              ";
  }
  return text + "\n";
}

std::string troff(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    if (letter == '\\' || letter == '-') result += '\\';
    result += letter;
  }
  return result;
}

}  // namespace

std::string help_text(bool all) {
  std::string text = std::string(kAbout) + "\nUsage: enhance INPUT... -o FOLDER [OPTION...]\n";
  std::string group;
  for (const auto& entry : option_list()) {
    if (!all && !entry.text.common && !entry.position) continue;
    if (all && group != entry.group) text += "\n" + entry.group + ":\n";
    if (!all && group.empty()) text += "\n";
    group = entry.group;
    text += help_line(entry);
  }
  text += "\nExamples:\n";
  for (const auto& [command, effect] : kExamples)
    text += "  " + padded(command, 48) + effect + "\n";
  if (!all) return text + "\nMore: enhance --help-all, man enhance\n";
  text += "\nFlags are taken back with --no-NAME.\n\nExit codes:\n";
  for (const auto& [code, meaning] : kExitCodes) text += "  " + padded(code, 10) + meaning + "\n";
  return text;
}

std::string manual_page() {
  std::string page =
      ".TH ENHANCE 1 \"\" \"lowlight " LOWLIGHT_VERSION
      "\"\n.SH NAME\nenhance \\- turns dark photos into well\\-lit ones\n"
      ".SH SYNOPSIS\n.B enhance\n.I INPUT...\n.B \\-o\n.I FOLDER\n[\\fIOPTION...\\fR]\n"
      ".SH DESCRIPTION\n" +
      troff(kAbout);
  std::string group;
  for (const auto& entry : option_list()) {
    if (group != entry.group) page += ".SH " + entry.group + "\n";
    group = entry.group;
    page += ".TP\n.B " + troff(entry.usage()) + "\n" + troff(described(entry)) + "\n";
  }
  page += ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : kExitCodes)
    page += ".TP\n.B " + std::string(code) + "\n" + troff(meaning) + "\n";
  page += ".SH EXAMPLES\n";
  for (const auto& [command, effect] : kExamples)
    page += ".TP\n.B " + troff(command) + "\n" + troff(effect) + "\n";
  return page;
}
