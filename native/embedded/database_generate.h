// SPDX-License-Identifier: MIT
/// Generated databases: page contents, and the stream of a stripe around them.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "native/embedded/database.h"
#include "native/embedded/mtf_set.h"

namespace handoff::embedded {

/// Makes 8 KiB data pages at the speed of memory: a page is one of a few prepared bodies with its
/// rows XORed by a mask of its own, so that no two pages are alike and none has to be summed up
/// anew.
///
/// A row is 64 bytes and a mask too. In a whole 512-byte sector each mask word therefore occurs an
/// even number of times and leaves the sector's XOR unchanged; the few odd ones (first and last
/// sector, and where random rows meet text rows) are listed once as `CheckTerm`s.
///
///   0        96                                                     7904     7948
///   | header | random rows: noise | text rows: names and digits       | unused | slot array |
///
/// Immutable after construction: any number of threads.
class PageFactory {
 public:
  PageFactory(uint64_t seed, double entropy);

  /// Writes page `page_id` of file 1.
  /// @return SumSectors(0, page): what the page adds to a backup checksum
  uint32_t Write(uint8_t* out, uint32_t page_id) const;

 private:
  static constexpr uint32_t kTemplateCount = 32;
  static constexpr uint32_t kRowBytes = 64;
  static constexpr uint32_t kRowWords64 = kRowBytes / 8;
  static constexpr uint32_t kHeaderBytes = 96;
  static constexpr uint32_t kRowCount = 122;

  struct Masks {
    uint64_t random[kRowWords64];
    uint64_t text[kRowWords64];
  };
  /// Word `word` of a mask counts in the page's checksum, rotated by `rotation`.
  struct CheckTerm {
    bool is_random;
    uint8_t word;
    uint8_t rotation;
  };

  void FillTemplate(uint32_t index);
  void ListCheckTerms();
  Masks MasksOf(uint32_t page_id) const;
  uint32_t CheckOf(const Masks& masks) const;

  uint64_t seed_;
  uint32_t random_rows_;
  std::vector<uint8_t> templates_;
  uint32_t template_sums_[kTemplateCount] = {};
  std::vector<CheckTerm> check_terms_;
};

/// Shapes of all stripes of a generated database.
std::vector<mtf::SetShape> ShapesOf(const DatabaseSpec& spec, uint32_t device_count,
                                    uint32_t block_bytes);

/// Bytes of the stream that a shape describes.
uint64_t BytesOf(const mtf::SetShape& shape);

std::unique_ptr<Stream> OpenGenerated(const mtf::SetShape& shape,
                                      std::shared_ptr<const PageFactory> pages);

}  // namespace handoff::embedded
