// SPDX-License-Identifier: MIT
/// Makers of the concrete media; only medium.cc and the media themselves include this.
#pragma once

#include <memory>

#include "native/media/medium.h"
#include "native/platform/file.h"

namespace handoff::media {

std::unique_ptr<WriteMedium> OpenNoneWriter(const MediumOptions& options, const Progress& start,
                                            uint64_t* chunks, OpenError* error);
std::unique_ptr<WriteMedium> OpenZstdWriter(const MediumOptions& options, const Progress& start,
                                            uint64_t* chunks, OpenError* error);
std::unique_ptr<WriteMedium> OpenNullWriter(const MediumOptions& options, uint64_t* chunks);
std::unique_ptr<ReadMedium> OpenNoneReader(const MediumOptions& options, OpenError* error);
std::unique_ptr<ReadMedium> OpenZstdReader(const MediumOptions& options, OpenError* error);
std::unique_ptr<ReadMedium> OpenNullReader();

/// Opens a file for reading by position and tells its size. @return not open with `*error` set.
platform::File OpenForReading(const MediumOptions& options, uint64_t* bytes, OpenError* error);

}  // namespace handoff::media
