// What a batch does with one photo.
#pragma once

#include <functional>
#include <optional>

#include "batch/picture_file.h"
#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_report.h"
#include "lowlight/batch/batch_run.h"
#include "lowlight/batch/memory_budget.h"
#include "lowlight/batch/photo_processor.h"
#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::batch {

/// A photo on its way from stage to stage.
struct PhotoWork {
  PhotoWork(const PlannedPhoto& plan, PhotoReport& told) : planned(&plan), report(&told) {}

  const PlannedPhoto* planned;
  PhotoReport* report;
  codecs::Photo photo;  ///< with its pixels, but for a large one's, which are in `picture`
  std::optional<PictureFile> picture;
  MemoryBudget::Share memory;

  imaging::PictureRows rows() const { return picture ? picture->rows() : photo.image; }
};

/// Gets a photo, as it was read, and its picture before and after.
using ShowPictures = std::function<void(
    const PhotoWork&, const imaging::PictureRows& before, const imaging::PictureRows& after)>;

/// Each fills the report as far as it is about its stage, and throws where the photo fails. `show`
/// may be empty.
void read_photo(PhotoWork& work, const BatchOptions& options, MemoryBudget& memory);
void process_photo(PhotoWork& work,
                   const PhotoProcessor& processor,
                   const BatchOptions& options,
                   const ShowPictures& show);
void write_photo(PhotoWork& work, const BatchOptions& options);

}  // namespace lowlight::batch
