// A batch as a page to look at: every photo with a slider between before and after, its figures,
// and what failed.
#pragma once

#include <cstdint>
#include <exception>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_report.h"
#include "lowlight/batch/batch_run.h"
#include "lowlight/batch/comparison.h"

namespace lowlight::batch {

struct BatchPageOptions {
  /// Where the page is written: "report.html".
  std::filesystem::path path;
  /// Shown as they are: strength, model, versions …
  std::vector<std::pair<std::string, std::string>> settings = {};
  int64_t photos_per_page = 100;
};

/// Observes a batch and writes its report. Pages stand alone: pictures are inside, nothing is
/// loaded, every name and reason is escaped.
///
/// A plan of at most photos_per_page photos gives one page. A larger one gives a page with summary,
/// settings, failures and links, and the photos, in the order in which they finished, on pages
/// STEM_files/page-001.html … beside it, each written when it is full: memory holds one page,
/// however many photos there are. Each file is written whole or not at all, and replaces that of an
/// earlier run.
class BatchPage final : public BatchObserver {
 public:
  /// Throws ConfigError where the page would take the place of another file of the plan.
  BatchPage(const BatchPlan& plan, BatchPageOptions options);

  bool wants_pictures() const override { return true; }
  void processed(const PhotoReport& report,
                 const codecs::Photo& photo,
                 const imaging::PictureRows& before,
                 const imaging::PictureRows& after) override;
  void finished(const PhotoReport& photo) noexcept override;

  /// The batch is over: writes what is left. Throws Error with what went wrong first, here or
  /// before.
  void conclude(const BatchReport& report);

 private:
  /// A page of photos that is full.
  struct WrittenPage {
    std::string name, first, last;
    int64_t photos;
  };

  void write(const BatchReport& report);
  std::filesystem::path folder_of_pages() const;
  void write_page_of_photos();
  void remove_pages_of_earlier_run() const;

  const BatchPageOptions options_;
  const std::map<std::string, LeftOut> left_out_;  ///< By the format's name.
  const bool many_;                                ///< The photos are on pages of their own.
  std::mutex mutex_;
  /// The photos that are processed and not yet finished, by their inputs.
  std::map<std::filesystem::path, Comparison> processed_;
  /// The photos of the page that is being filled.
  std::vector<std::pair<PhotoReport, Comparison>> cards_;
  std::vector<WrittenPage> pages_;
  std::exception_ptr failure_;
};

}  // namespace lowlight::batch
