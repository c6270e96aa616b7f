// SPDX-License-Identifier: MIT
/// One invented full backup as MTF: everything of a stripe's stream around its data pages.
///
///   prologue:  TAPE[RAID] | SFMB | SSET VOLB MSCI[MQCI] MSDA[APAD, MQDA header, 2 bytes
///   pages      (the caller's)
///   epilogue:  CSUM, empty MQDA] | MSTL[MQTL, CSUM] MSTL MSLS[MQCI] | SFMB | ESET ESET | SFMB
///
/// The names in it are invented and its media name says that it was generated: SQL Server would not
/// restore it. The same shape gives the same bytes, always. Source: VDI reference 9.3 to 9.9.
#pragma once

#include <cstdint>
#include <vector>

#include "native/embedded/mtf.h"

namespace handoff::embedded::mtf {

/// The media name on every generated stream, by which a reader knows that all its pages are
/// checked.
inline constexpr char16_t kGeneratedMediaName[] = u"Handoff generated media";

struct SetShape {
  uint32_t block_bytes;     ///< device block, 512..65536
  uint32_t device_count;    ///< stripes: media families of the set
  uint32_t device_index;    ///< this one, from 0; stripe 0 carries the log
  uint64_t page_count;      ///< data pages of this stripe
  uint64_t set_page_count;  ///< of all stripes
  uint64_t backup_bytes;    ///< as RESTORE HEADERONLY shows it
  uint64_t seed;
};

/// Bytes up to the first page; a multiple of the device block.
std::vector<uint8_t> Prologue(const SetShape& shape);

/// Bytes after the last page. `data_checksum`: BackupChecksum of all pages of this stripe.
std::vector<uint8_t> Epilogue(const SetShape& shape, uint32_t data_checksum);

/// This stripe's part of the backup size: from its SSET to its MSLS, and the media header's block.
uint64_t BackupBytesOf(const SetShape& shape);

}  // namespace handoff::embedded::mtf
