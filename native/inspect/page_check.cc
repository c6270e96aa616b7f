// SPDX-License-Identifier: MIT
#include "native/inspect/page_check.h"

#include <algorithm>
#include <optional>
#include <thread>

#include "native/embedded/mtf.h"
#include "native/inspect/allocation_map.h"

namespace handoff::inspect {

namespace {

namespace mtf = embedded::mtf;
using mtf::Get;

/// One piece of work: whole extents, small enough to be spread and to be cancelled soon.
constexpr uint64_t kTaskBytes = 4ull * 1024 * 1024;
/// One read: hashed while still in the core's cache.
constexpr uint32_t kReadBytes = 256 * 1024;
static_assert(kTaskBytes % kReadBytes == 0 && kReadBytes % mtf::kExtentBytes == 0);

constexpr uint32_t kPagesOfExtent = mtf::kExtentBytes / mtf::kPageBytes;
constexpr uint32_t kSectorsOfPage = mtf::kPageBytes / mtf::kSectorBytes;
constexpr uint32_t kPageTypeAt = 1;
constexpr uint32_t kPageFileAt = 36;
constexpr uint16_t kPageHasTornBits = 0x0100;
constexpr uint8_t kFillerPage = 0x65;
constexpr uint8_t kPfsPage = 11;

struct Task {
  size_t range;
  uint64_t at;
  uint64_t bytes;
  uint32_t sum = 0;      ///< of this piece alone
  uint64_t sectors = 0;  ///< that the sum covers
};

struct Shared {
  const Streams* streams;
  const std::vector<CheckRange>* ranges;
  std::vector<Task> tasks;
  std::vector<size_t> order;  ///< of the tasks: by place, so that stripes advance together
  std::atomic<size_t> next{0};
  AllocationMap allocation;
  CheckControl* control;
};

/// What one thread found. A suspect is a finding unless its page proves not to be allocated.
struct Found {
  uint64_t right = 0;
  uint64_t bare = 0;
  uint64_t unallocated = 0;
  uint64_t unjudged = 0;
  uint64_t left_out = 0;
  std::vector<Finding> findings;
  std::vector<Finding> suspects;  ///< their PFS page was not seen yet
};

/// File and page id of an extent's first page, as most of its pages say. File 0: none says.
struct ExtentId {
  uint16_t file = 0;
  uint32_t page = 0;
};

ExtentId IdOf(const uint8_t* extent, uint32_t pages) {
  ExtentId best;
  uint32_t best_votes = 0;
  for (uint32_t i = 0; i < pages; ++i) {
    const uint8_t* const page = extent + i * mtf::kPageBytes;
    const auto file = Get<uint16_t>(page + kPageFileAt);
    const uint32_t first = Get<uint32_t>(page + mtf::kPageIdAt) - i;
    if (page[0] != 1 || page[kPageTypeAt] == kFillerPage || file == 0 ||
        first % kPagesOfExtent != 0) {
      continue;
    }
    uint32_t votes = 0;
    for (uint32_t j = 0; j < pages; ++j) {
      const uint8_t* const other = extent + j * mtf::kPageBytes;
      votes += other[0] == 1 && Get<uint16_t>(other + kPageFileAt) == file &&
               Get<uint32_t>(other + mtf::kPageIdAt) - j == first;
    }
    if (votes > best_votes) {
      best_votes = votes;
      best = ExtentId{file, first};
    }
  }
  return best;
}

bool TornBitsAreRight(const uint8_t* page) {
  constexpr uint8_t kPair = 3;
  const auto pattern = static_cast<uint8_t>(page[mtf::kPageChecksumAt] & kPair);
  for (uint32_t sector = 1; sector < kSectorsOfPage; ++sector) {
    if ((page[(sector + 1) * mtf::kSectorBytes - 1] & kPair) != pattern) {
      return false;
    }
  }
  return true;
}

void Report(const Finding& finding, Found* found) {
  if (found->findings.size() < kFindingsMax) {
    found->findings.push_back(finding);
  } else {
    ++found->left_out;
  }
}

/// The PFS page of a suspect will not come: a page that says itself what it is counts as allocated.
void Judge(const Finding& suspect, Found* found) {
  if (suspect.kind == FindingKind::kIdentity) {
    ++found->unjudged;
  } else {
    Report(suspect, found);
  }
}

void Suspicious(const Finding& suspect, const AllocationMap& allocation, Found* found) {
  const auto is_allocated = allocation.IsAllocated(suspect.file_id, suspect.page_id);
  if (is_allocated.has_value()) {
    if (*is_allocated) {
      Report(suspect, found);
    } else {
      ++found->unallocated;
    }
  } else if (found->suspects.size() < kFindingsMax) {
    found->suspects.push_back(suspect);
  } else {
    Judge(suspect, found);
  }
}

/// What is wrong with a page's own protection; nullopt: nothing, or it has none.
std::optional<FindingKind> Protection(const uint8_t* page, const Finding& where, Found* found) {
  const auto flags = Get<uint16_t>(page + mtf::kPageFlagsAt);
  if ((flags & (mtf::kPageHasChecksum | kPageHasTornBits)) == 0) {
    ++found->bare;
    return std::nullopt;
  }
  const bool has_checksum = (flags & mtf::kPageHasChecksum) != 0;
  if (has_checksum ? where.computed == where.stored : TornBitsAreRight(page)) {
    ++found->right;
    return std::nullopt;
  }
  return has_checksum ? FindingKind::kChecksum : FindingKind::kTornBits;
}

/// @param sum  SumSectors(0, page)
void CheckPage(const uint8_t* page, uint32_t sum, Finding where, AllocationMap* allocation,
               Found* found) {
  if (where.file_id == 0) {
    ++found->unjudged;
    return;
  }
  where.stored = Get<uint32_t>(page + mtf::kPageChecksumAt);
  where.computed = sum ^ mtf::RotateLeft(where.stored, kSectorsOfPage - 1);
  const bool is_itself = Get<uint16_t>(page + kPageFileAt) == where.file_id &&
                         Get<uint32_t>(page + mtf::kPageIdAt) == where.page_id;
  if (!is_itself) {
    where.kind = FindingKind::kIdentity;
    Suspicious(where, *allocation, found);
    return;
  }
  const auto wrong = Protection(page, where, found);
  if (wrong.has_value()) {
    where.kind = *wrong;
    Suspicious(where, *allocation, found);
  } else if (page[kPageTypeAt] == kPfsPage) {
    allocation->Add(where.file_id, where.page_id, page);
  }
}

/// Where an extent lies and what it is part of.
struct Extent {
  const uint8_t* bytes;
  uint32_t pages;
  uint32_t stream;
  uint64_t at;
};

void CheckExtent(const Extent& extent, AllocationMap* allocation, Task* task, Found* found) {
  const ExtentId id = IdOf(extent.bytes, extent.pages);
  for (uint32_t i = 0; i < extent.pages; ++i) {
    const uint8_t* const page = extent.bytes + i * mtf::kPageBytes;
    if (page[0] == 1 && page[kPageTypeAt] == kFillerPage) {
      continue;
    }
    const uint32_t sum = mtf::SumSectors(0, page, kSectorsOfPage);
    task->sum = mtf::RotateLeft(task->sum, kSectorsOfPage) ^ sum;
    task->sectors += kSectorsOfPage;
    Finding where = {};
    where.stream = extent.stream;
    where.at = extent.at + i * mtf::kPageBytes;
    where.file_id = id.file;
    where.page_id = id.page + i;
    CheckPage(page, sum, where, allocation, found);
  }
}

/// The data of a log stream; a last incomplete sector counts as if filled up with zeros.
void SumLog(const uint8_t* data, uint32_t bytes, Task* task) {
  mtf::BackupChecksum piece;
  piece.Add(data, bytes);
  const uint64_t sectors = (bytes + mtf::kSectorBytes - 1) / mtf::kSectorBytes;
  task->sum = mtf::RotateLeft(task->sum, static_cast<uint32_t>(sectors % 32)) ^ piece.value();
  task->sectors += sectors;
}

/// One thread's buffer and what it found.
struct Worker {
  uint32_t index;
  std::vector<uint8_t> buffer = std::vector<uint8_t>(kReadBytes);
  Found found;
};

void RunTask(Shared* shared, Task* task, Worker* worker) {
  const CheckRange& range = (*shared->ranges)[task->range];
  media::ReadMedium* const stream = (*shared->streams)[range.stream].get();
  uint8_t* const bytes = worker->buffer.data();
  for (uint64_t done = 0; done < task->bytes && !shared->control->cancel.load();) {
    const auto step = static_cast<uint32_t>(std::min<uint64_t>(kReadBytes, task->bytes - done));
    const uint64_t at = task->at + done;
    const media::Outcome outcome = stream->Read(worker->index, at, bytes, step);
    if (outcome.code != 0) {
      Finding unreadable = {};
      unreadable.stream = range.stream;
      unreadable.at = at + outcome.bytes;
      unreadable.kind = FindingKind::kUnreadable;
      Report(unreadable, &worker->found);
      std::fill(bytes + outcome.bytes, bytes + step, uint8_t{0});
    }
    for (uint32_t from = 0; range.is_pages && from < step; from += mtf::kExtentBytes) {
      const uint32_t pages = std::min(kPagesOfExtent, (step - from) / mtf::kPageBytes);
      CheckExtent(Extent{bytes + from, pages, range.stream, at + from}, &shared->allocation, task,
                  &worker->found);
    }
    if (!range.is_pages) {
      SumLog(bytes, step, task);
    }
    done += step;
    shared->control->bytes_done.fetch_add(step, std::memory_order_relaxed);
  }
}

void Run(Shared* shared, Worker* worker) {
  for (;;) {
    const size_t index = shared->next.fetch_add(1);
    if (index >= shared->order.size() || shared->control->cancel.load()) {
      return;
    }
    RunTask(shared, &shared->tasks[shared->order[index]], worker);
  }
}

void SplitRanges(Shared* shared) {
  for (size_t range = 0; range < shared->ranges->size(); ++range) {
    const CheckRange& whole = (*shared->ranges)[range];
    for (uint64_t done = 0; done < whole.bytes; done += kTaskBytes) {
      const uint64_t bytes = std::min(kTaskBytes, whole.bytes - done);
      shared->order.push_back(shared->tasks.size());
      shared->tasks.push_back(Task{range, whole.at + done, bytes});
    }
  }
  std::stable_sort(shared->order.begin(), shared->order.end(), [shared](size_t a, size_t b) {
    return shared->tasks[a].at < shared->tasks[b].at;
  });
}

/// Settles what waited for its PFS page, and adds one thread's findings.
void Merge(Found* found, const AllocationMap& allocation, CheckReport* report) {
  std::vector<Finding> suspects;
  suspects.swap(found->suspects);
  for (const Finding& suspect : suspects) {
    if (allocation.IsAllocated(suspect.file_id, suspect.page_id).has_value()) {
      Suspicious(suspect, allocation, found);
    } else {
      Judge(suspect, found);
    }
  }
  report->pages_right += found->right;
  report->pages_bare += found->bare;
  report->pages_unallocated += found->unallocated;
  report->pages_unjudged += found->unjudged;
  report->findings_left_out += found->left_out;
  report->findings.insert(report->findings.end(), found->findings.begin(), found->findings.end());
}

void SortFindings(CheckReport* report) {
  std::sort(report->findings.begin(), report->findings.end(),
            [](const Finding& a, const Finding& b) {
              return a.stream != b.stream ? a.stream < b.stream : a.at < b.at;
            });
  if (report->findings.size() > kFindingsMax) {
    report->findings_left_out += report->findings.size() - kFindingsMax;
    report->findings.resize(kFindingsMax);
  }
}

}  // namespace

CheckReport CheckRanges(const Streams& streams, const std::vector<CheckRange>& ranges,
                        uint32_t threads, CheckControl* control) {
  Shared shared;
  shared.streams = &streams;
  shared.ranges = &ranges;
  shared.control = control;
  SplitRanges(&shared);
  std::vector<Worker> workers(std::max(1u, threads));
  std::vector<std::thread> others;
  for (uint32_t i = 0; i < workers.size(); ++i) {
    workers[i].index = i;
    if (i > 0) {
      others.emplace_back(Run, &shared, &workers[i]);
    }
  }
  Run(&shared, workers.data());
  for (std::thread& other : others) {
    other.join();
  }
  CheckReport report;
  report.is_cancelled = control->cancel.load();
  report.sums.resize(ranges.size());
  for (const Task& task : shared.tasks) {
    uint32_t* const sum = &report.sums[task.range];
    *sum = mtf::RotateLeft(*sum, static_cast<uint32_t>(task.sectors % 32)) ^ task.sum;
  }
  for (Worker& worker : workers) {
    Merge(&worker.found, shared.allocation, &report);
  }
  SortFindings(&report);
  return report;
}

}  // namespace handoff::inspect
