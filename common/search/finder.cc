#include "common/search/finder.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "common/base/status_macros.h"
#include "common/search/record_loader.h"

namespace guanxi::search {
namespace {

// The order within a block: best first; ids make it total.
bool RanksBefore(const Resume::Last& a, const Resume::Last& b) {
  if (a.score != b.score) return a.score > b.score;
  return std::tie(a.id, a.type) < std::tie(b.id, b.type);
}

Resume::Last RankOf(const Hit& hit) { return {hit.score, hit.id, hit.type}; }

std::vector<Uuid> IdsOf(absl::Span<const Hit> hits, size_t type) {
  std::vector<Uuid> ids;
  for (const Hit& hit : hits) {
    if (hit.type == type) ids.push_back(hit.id);
  }
  return ids;
}

// What `load` (LoadNames, LoadRows) finds of the hits, for each type.
template <typename Loaded>
absl::StatusOr<std::vector<absl::flat_hash_map<Uuid, Loaded>>> Load(
    const CandidateStream::Source& source, absl::Span<const Hit> hits,
    absl::StatusOr<absl::flat_hash_map<Uuid, Loaded>> (*load)(db::Transaction&, int, const Uuid&,
                                                              absl::Span<const Uuid>)) {
  std::vector<absl::flat_hash_map<Uuid, Loaded>> loaded(source.types.size());
  for (size_t type = 0; type < source.types.size(); ++type) {
    const std::vector<Uuid> ids = IdsOf(hits, type);
    if (ids.empty()) continue;
    GUANXI_ASSIGN_OR_RETURN(loaded[type],
                            load(*source.tx, source.types[type].type, source.tenant, ids));
  }
  return loaded;
}

}  // namespace

Finder::Finder(const CandidateStream::Source& source, const SearchQuery& query)
    : source_(source), query_(query) {}

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
      GUANXI_ASSIGN_OR_RETURN(std::vector<Hit> accepted, DropMismatches(chunk));
      GUANXI_ASSIGN_OR_RETURN(accepted, DropEarlier(resume.start, std::move(accepted)));
      const size_t taken = std::min(accepted.size(), limit - page.ids.size());
      for (size_t i = 0; i < taken; ++i) {
        page.ids.push_back(accepted[i].id);
        page.types.push_back(accepted[i].type);
      }
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
  absl::flat_hash_map<std::pair<Uuid, uint8_t>, Hit> hits;
  hits.reserve(kBlockRows);
  while (resume.end.has_value() ? block.end < *resume.end : block.rows < kBlockRows) {
    GUANXI_ASSIGN_OR_RETURN(const bool found, stream.Next());
    block.is_last = !found;
    const Position& row = stream.position();
    if (block.is_last || (resume.end && *resume.end < row)) break;
    Hit& hit = hits[{row.id, row.type}];
    hit.id = row.id;
    hit.type = row.type;
    hit.score = std::max(hit.score, Score(*source_.plan, row));
    hit.exact |= (*source_.plan)[row.scan].exact;
    block.end = row;
    ++block.rows;
  }
  for (const auto& entry : hits) block.hits.push_back(entry.second);
  absl::c_sort(block.hits,
               [](const Hit& a, const Hit& b) { return RanksBefore(RankOf(a), RankOf(b)); });
  return block;
}

absl::StatusOr<std::vector<Hit>> Finder::DropMismatches(absl::Span<const Hit> hits) const {
  std::vector<Hit> matches(hits.begin(), hits.end());
  if (absl::c_all_of(hits, [](const Hit& hit) { return hit.exact; })) return matches;
  GUANXI_ASSIGN_OR_RETURN(const auto names, Load(source_, hits, &LoadNames));
  const auto mismatch = [&](const Hit& hit) {
    const auto found = names[hit.type].find(hit.id);
    return !hit.exact && (found == names[hit.type].end() || !Matches(found->second, query_));
  };
  matches.erase(std::remove_if(matches.begin(), matches.end(), mismatch), matches.end());
  return matches;
}

absl::StatusOr<std::vector<Hit>> Finder::DropEarlier(const Position& start,
                                                     std::vector<Hit> hits) const {
  if (start.IsStart() || hits.empty()) return hits;
  GUANXI_ASSIGN_OR_RETURN(const auto rows, Load(source_, hits, &LoadRows));
  const auto is_earlier = [&](const Hit& hit) {
    const auto found = rows[hit.type].find(hit.id);
    const Position record{0, "", hit.id, 0, hit.type};
    return found == rows[hit.type].end() || HasRowUpTo(found->second, *source_.plan, record, start);
  };
  hits.erase(std::remove_if(hits.begin(), hits.end(), is_earlier), hits.end());
  return hits;
}

}  // namespace guanxi::search
