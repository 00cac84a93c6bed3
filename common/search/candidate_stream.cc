#include "common/search/candidate_stream.h"

#include <utility>
#include <vector>

#include "common/base/status_macros.h"

namespace guanxi::search {

CandidateStream::CandidateStream(const Source& source, Position behind)
    : source_(source), at_(std::move(behind)) {}

absl::StatusOr<bool> CandidateStream::Next() {
  while (next_ == rows_.size()) {
    if (!more_) {
      if (at_.scan + 1u >= source_.plan->size()) return false;
      at_ = Position{static_cast<uint8_t>(at_.scan + 1), "", Uuid(), 0};
    }
    GUANXI_RETURN_IF_ERROR(Fetch());
  }
  DecodePosition(rows_[next_++].String(0), &at_);
  return true;
}

absl::Status CandidateStream::Fetch() {
  const Scan& scan = (*source_.plan)[at_.scan];
  std::vector<db::Value> values = ScanValues(source_.tenant, source_.tables.type, scan, at_);
  const std::vector<db::Value>& restricted = source_.restriction->values;
  values.insert(values.end(), restricted.begin(), restricted.end());
  const db::Query query = ScanQuery(source_.tables, scan, source_.restriction->predicate);
  GUANXI_ASSIGN_OR_RETURN(rows_, source_.tx->Select(query, values));
  next_ = 0;
  more_ = rows_.size() == kBlockRows;
  return absl::OkStatus();
}

}  // namespace guanxi::search
