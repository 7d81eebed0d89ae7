// Several observers of one batch.
#pragma once

#include <algorithm>
#include <exception>
#include <vector>

#include "lowlight/batch/batch_run.h"

namespace lowlight::batch {

/// Passes on to each observer what it wants to hear, in their order. An exception is thrown on
/// after all have heard it; the first, where there are several.
struct ObserverList final : BatchObserver {
  std::vector<BatchObserver*> observers;

  void finished(const PhotoReport& photo) noexcept override {
    for (auto* observer : observers) observer->finished(photo);
  }

  bool wants_pictures() const override {
    return std::any_of(observers.begin(), observers.end(), [](const auto* observer) {
      return observer->wants_pictures();
    });
  }

  void processed(const PhotoReport& report,
                 const codecs::Photo& photo,
                 const imaging::PictureRows& before,
                 const imaging::PictureRows& after) override {
    std::exception_ptr first;
    for (auto* observer : observers) {
      if (!observer->wants_pictures()) continue;
      try {
        observer->processed(report, photo, before, after);
      } catch (...) {
        if (!first) first = std::current_exception();
      }
    }
    if (first) std::rethrow_exception(first);
  }
};

}  // namespace lowlight::batch
