#include "common/search/finder.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "common/base/status_macros.h"

namespace guanxi::search {
namespace {

// The whole index entry of a record.
struct Record {
  std::vector<SuffixRow> rows;
  std::vector<FoldedName> names;
};

// The order within a block: best first; ids make it total.
bool RanksBefore(const Resume::Last& a, const Resume::Last& b) {
  return a.score != b.score ? a.score > b.score : a.id < b.id;
}

Resume::Last RankOf(const Hit& hit) { return {hit.score, hit.id}; }

absl::StatusOr<absl::flat_hash_map<Uuid, Record>> ReadRecords(const db::Rows& rows) {
  absl::flat_hash_map<Uuid, Record> records;
  for (const db::Row& row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    Record& record = records[id];
    record.rows.push_back({static_cast<uint8_t>(row.Uint64(1)), std::string(row.String(2)),
                           std::string(row.String(3)), std::string(row.String(4))});
    if (!row.IsNull(5)) record.names = DecodeNames(row.String(5));
  }
  return records;
}

}  // namespace

Finder::Finder(const CandidateStream::Source& source, const db::Query& load,
               const SearchQuery& query)
    : source_(source), load_(load), query_(query) {}

absl::StatusOr<Page> Finder::Run(Resume resume, size_t limit) {
  Page page;
  size_t rows = 0;
  while (rows < kMaxCandidates) {
    GUANXI_ASSIGN_OR_RETURN(const Block block, ReadBlock(resume));
    rows += block.rows;
    absl::Span<const Hit> hits = block.hits;
    if (resume.last.has_value()) {
      const auto is_new = [&](const Hit& hit) { return RanksBefore(*resume.last, RankOf(hit)); };
      hits.remove_prefix(static_cast<size_t>(absl::c_find_if(hits, is_new) - hits.begin()));
    }
    while (!hits.empty()) {
      const absl::Span<const Hit> chunk = hits.subspan(0, kLoadSize);
      hits.remove_prefix(chunk.size());
      GUANXI_ASSIGN_OR_RETURN(const std::vector<Hit> accepted, Accept(resume.start, chunk));
      const size_t taken = std::min(accepted.size(), limit - page.ids.size());
      for (size_t i = 0; i < taken; ++i) page.ids.push_back(accepted[i].id);
      if (page.ids.size() < limit) continue;
      const bool all_taken = taken == accepted.size() && hits.empty() && block.is_last;
      if (!all_taken)
        page.resume = EncodeResume({resume.start, block.end, RankOf(accepted[taken - 1])});
      return page;
    }
    if (block.is_last) return page;
    resume = Resume{block.end, std::nullopt, std::nullopt};
  }
  page.resume = EncodeResume(resume);
  return page;
}

// A block that was read before is read again as far as it went, however many rows that is now.
absl::StatusOr<Finder::Block> Finder::ReadBlock(const Resume& resume) const {
  Block block;
  block.end = resume.start;
  CandidateStream stream(source_, resume.start);
  absl::flat_hash_map<Uuid, Hit> hits;
  while (resume.end.has_value() || block.rows < kBlockRows) {
    GUANXI_ASSIGN_OR_RETURN(std::optional<Position> row, stream.Next());
    block.is_last = !row.has_value();
    if (block.is_last || (resume.end && *resume.end < *row)) break;
    Hit& hit = hits[row->id];
    hit.id = row->id;
    hit.score = std::max(hit.score, Score(*source_.plan, *row));
    hit.exact |= (*source_.plan)[row->scan].exact;
    block.end = *std::move(row);
    ++block.rows;
  }
  for (const auto& entry : hits) block.hits.push_back(entry.second);
  absl::c_sort(block.hits,
               [](const Hit& a, const Hit& b) { return RanksBefore(RankOf(a), RankOf(b)); });
  return block;
}

absl::StatusOr<std::vector<Hit>> Finder::Accept(const Position& start,
                                                absl::Span<const Hit> hits) const {
  const bool all_exact = absl::c_all_of(hits, [](const Hit& hit) { return hit.exact; });
  if (start.IsStart() && all_exact) return std::vector<Hit>(hits.begin(), hits.end());
  std::vector<db::Value> values = {source_.tenant.bytes()};
  for (size_t i = 0; i < kLoadSize; ++i) {
    values.push_back(hits[std::min(i, hits.size() - 1)].id.bytes());
  }
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, source_.tx->Select(load_, values));
  GUANXI_ASSIGN_OR_RETURN(const auto records, ReadRecords(rows));
  std::vector<Hit> accepted;
  for (const Hit& hit : hits) {
    const auto record = records.find(hit.id);
    if (record == records.end()) continue;  // Removed meanwhile.
    if (HasRowUpTo(record->second.rows, *source_.plan, hit.id, start)) continue;
    if (hit.exact || Matches(record->second.names, query_)) accepted.push_back(hit);
  }
  return accepted;
}

}  // namespace guanxi::search
