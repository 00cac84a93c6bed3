#include "common/search/candidate_stream.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"

namespace guanxi::search {

CandidateStream::CandidateStream(const Source& source, Position behind)
    : source_(source), at_(std::move(behind)) {}

absl::StatusOr<std::optional<Position>> CandidateStream::Next() {
  while (next_ == rows_.size()) {
    if (!more_) {
      if (at_.scan + 1u >= source_.plan->size()) return std::nullopt;
      at_ = Position{static_cast<uint8_t>(at_.scan + 1), "", Uuid(), 0};
    }
    GUANXI_RETURN_IF_ERROR(Fetch());
  }
  const db::Row row = rows_[next_++];
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(1)));
  at_ = Position{at_.scan, std::string(row.String(0)), id, static_cast<uint8_t>(row.Uint64(2))};
  return at_;
}

absl::Status CandidateStream::Fetch() {
  const Scan& scan = (*source_.plan)[at_.scan];
  std::vector<db::Value> values = ScanValues(source_.tenant, scan, at_);
  const std::vector<db::Value>& restricted = source_.restriction->values;
  values.insert(values.end(), restricted.begin(), restricted.end());
  const db::Query query = ScanQuery(source_.tables, scan, source_.restriction->predicate);
  GUANXI_ASSIGN_OR_RETURN(rows_, source_.tx->Select(query, values));
  next_ = 0;
  more_ = rows_.size() == kBlockRows;
  return absl::OkStatus();
}

}  // namespace guanxi::search
