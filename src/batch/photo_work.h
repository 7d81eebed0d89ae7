// What a batch does with one photo.
#pragma once

#include <functional>
#include <optional>

#include "batch/picture_store.h"
#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_report.h"
#include "lowlight/batch/batch_run.h"
#include "lowlight/batch/memory_budget.h"
#include "lowlight/batch/photo_processor.h"
#include "lowlight/codecs/gain_map.h"
#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::batch {

/// A photo on its way from stage to stage.
struct PhotoWork {
  PhotoWork(const PlannedPhoto& plan, PhotoReport& to_fill) : planned(&plan), report(&to_fill) {}

  const PlannedPhoto* planned;
  PhotoReport* report;
  codecs::Photo photo;  ///< All but its pixels.
  PictureStore picture;
  std::optional<codecs::SmallLight> light;  ///< What the photo's gain map was made for.
  MemoryBudget::Share memory;
};

/// Gets a photo, as it was read, and its picture before and after.
using ShowPictures = std::function<void(
    const PhotoWork&, const imaging::PictureRows& before, const imaging::PictureRows& after)>;

/// Each stage fills its part of the report, and throws where the photo fails. A photo that takes
/// more than options.memory_bytes goes through them in bands of about options.band_bytes, its
/// pixels in a file. `show` may be empty; without it the result replaces the pixels in their place.
void read_photo(PhotoWork& work,
                const PhotoProcessor& processor,
                const BatchOptions& options,
                MemoryBudget& memory);
void process_photo(PhotoWork& work,
                   const PhotoProcessor& processor,
                   const BatchOptions& options,
                   const ShowPictures& show);
void write_photo(PhotoWork& work, const BatchOptions& options);

}  // namespace lowlight::batch
