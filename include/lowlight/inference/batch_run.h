// Carries out a plan: every photo read, processed and written, whatever happens to the others.
#pragma once

#include <atomic>
#include <cstdint>

#include "lowlight/imaging/image_io.h"
#include "lowlight/inference/batch_plan.h"
#include "lowlight/inference/batch_report.h"
#include "lowlight/inference/photo_processor.h"

namespace lowlight::inference {

struct BatchOptions {
  bool overwrite = false;  ///< else photos whose output exists are skipped
  int64_t quality = 92;    ///< 1 … 100, of JPEG and lossy WebP
  /// Decoded photos that may wait for the processor, and processed ones that may wait for the
  /// encoder, in bytes each; a larger photo waits alone.
  int64_t waiting_bytes = 64 << 20;
  /// Where a signal handler leaves its signal's number: the batch then finishes the photos that
  /// are being processed or written and starts no others.
  const std::atomic<int>* stop = nullptr;
};

/// Is told how the batch proceeds.
struct BatchObserver {
  virtual ~BatchObserver() = default;

  /// A photo is done, skipped or failed. In the order in which that happens; from any thread, one
  /// at a time.
  virtual void finished(const PhotoReport&) noexcept {}

  /// Whether `processed` is to be called: a second picture of each photo is held for it.
  virtual bool wants_pictures() const { return false; }

  /// A photo as it was read and its result at full size, before anything is written. From the
  /// thread that processes; others may finish meanwhile. What it throws becomes a warning of the
  /// photo.
  virtual void processed(const PhotoReport&,
                         const imaging::Photo& /*before*/,
                         const imaging::Image& /*after*/) {}
};

/// Runs the plan: reading, processing (in the calling thread) and writing of different photos
/// overlap. Any exception ends one photo, as failed, with its stage and reason. Inputs are only
/// read. An output appears whole under its name or not at all; missing folders are made. A result
/// of another size, channels or depth than its input, or of one constant colour where the input was
/// not, is a failure of the stage `process`.
BatchReport run_batch(const BatchPlan& plan,
                      const PhotoProcessor& processor,
                      const BatchOptions& options,
                      BatchObserver& observer);

}  // namespace lowlight::inference
