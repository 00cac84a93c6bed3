#include "common/resource/search_run.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/bounded_rows.h"
#include "common/resource/live_parents.h"
#include "common/resource/scope_rows.h"

namespace guanxi::resource {

using google::protobuf::Message;

// Records that are looked at together where few of them may be shown.
constexpr size_t kMinLookedAt = 100;

SearchRun::SearchRun(absl::Span<const Searched> kinds, absl::Span<const Limits> limits,
                     db::Transaction* tx, const Uuid& tenant, const Query& query, Put put)
    : kinds_(kinds),
      limits_(limits),
      tx_(tx),
      tenant_(tenant),
      query_(query.parsed),
      text_(query.text),
      index_(query.blind_index_key, tenant),
      limit_(query.limit),
      narrow_scope_(query.narrow_scope),
      put_(std::move(put)) {
  if (query_.phone) AddLookup(KeyKind::kPhone, *query_.phone);
  if (query_.email) AddLookup(KeyKind::kEmail, *query_.email);
  if (query_.last_digits) AddLookup(KeyKind::kPhoneLast4, *query_.last_digits);
}

absl::Status SearchRun::Start(const page::Cursor& cursor) {
  uint32_t phase = 0;
  if (cursor.sort_values.size() != 1 || !absl::SimpleAtoi(*cursor.sort_values[0], &phase)) {
    return absl::InternalError("a page token of ours does not hold a phase");
  }
  phase_ = phase;
  GUANXI_ASSIGN_OR_RETURN(last_id_, Uuid::FromBytes(cursor.last_id));
  resume_ = cursor.extra;
  return absl::OkStatus();
}

absl::StatusOr<bool> SearchRun::FillPage() {
  while (phase_ < lookups_.size() * kinds_.size()) {
    GUANXI_ASSIGN_OR_RETURN(const bool exhausted,
                            ReadKeys(phase_ % kinds_.size(), lookups_[phase_ / kinds_.size()]));
    if (!exhausted) return true;
    ++phase_;
    last_id_ = Uuid();
    if (count_ == limit_) return true;
  }
  return ReadNames();
}

page::Cursor SearchRun::cursor() const {
  page::Cursor cursor;
  cursor.sort_values.push_back(absl::StrCat(phase_));
  cursor.last_id = std::string(last_id_.bytes());
  cursor.extra = resume_;
  return cursor;
}

void SearchRun::AddLookup(KeyKind kind, const std::string& value) {
  lookups_.push_back({static_cast<int>(kind), index_.Digest(kind, value)});
}

absl::StatusOr<bool> SearchRun::ReadKeys(size_t kind, const Lookup& lookup) {
  const Resource& resource = *kinds_[kind].resource;
  if (!MayLookUp(kind, lookup)) return true;
  const size_t wanted = limit_ - count_;
  std::vector<db::Value> values = {tenant_.bytes(), resource.type().number(), lookup[0], lookup[1],
                                   last_id_.bytes()};
  std::string condition;
  const RowScope& scope = limits_[kind].scope;
  if (!scope.has_all()) condition = scope.Condition("r", &values);
  values.emplace_back(static_cast<int64_t>(wanted));
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx_->Select(SelectByKey(resource.type().table(), condition), values));
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    ids.push_back(id);
  }
  GUANXI_ASSIGN_OR_RETURN(BoundedRows found,
                          ReadBounded(*tx_, resource, tenant_, ids, bytes_, Partly::kRead));
  if (found.ids > 0) last_id_ = ids[found.ids - 1];
  const bool exhausted = found.ids == ids.size() && ids.size() < wanted;
  ids.resize(found.ids);
  Batch batch{found.ids, found.bytes, Found(kinds_.size())};
  batch.rows[kind] = std::move(found.rows);
  GUANXI_RETURN_IF_ERROR(Emit(ids, std::vector<size_t>(ids.size(), kind), &batch));
  return exhausted;
}

absl::StatusOr<std::vector<search::Restriction>> SearchRun::Restrictions() {
  std::vector<search::Restriction> restrictions(kinds_.size());
  for (size_t kind = 0; kind < kinds_.size(); ++kind) {
    const RowScope& scope = limits_[kind].scope;
    if (scope.has_all()) continue;
    search::Restriction& restriction = restrictions[kind];
    GUANXI_ASSIGN_OR_RETURN(std::optional<ScopeIds> ids,
                            FindNarrow(*tx_, kinds_[kind].resource->type(), scope, narrow_scope_));
    if (ids.has_value()) {
      restriction.ids = std::move(ids->sql);
      restriction.values = std::move(ids->values);
    } else {
      restriction.predicate = scope.Condition("r", &restriction.values);
    }
  }
  return restrictions;
}

// Records that do not fit are left to the next page, which begins behind the last one that does:
// the index is asked anew for as many.
absl::StatusOr<bool> SearchRun::ReadNames() {
  if (query_.terms.empty()) return false;
  std::vector<const search::SearchIndex*> indexes;
  for (const Searched& kind : kinds_) indexes.push_back(&kind.resource->search());
  search::PageRequest request;
  GUANXI_ASSIGN_OR_RETURN(request.restrictions, Restrictions());
  request.tenant = tenant_;
  request.resume = resume_;
  // Where texts cannot be read, the page ends full or the search is over: a short one that others
  // follow would tell of records whose texts match in part.
  const bool tells_in_part = std::all_of(limits_.begin(), limits_.end(),
                                         [](const Limits& one) { return one.fields.texts; });
  for (size_t looked_at = 0; looked_at < search::kBlockRows;) {
    request.limit = limit_ - count_;
    if (!tells_in_part) request.limit = std::max(request.limit, kMinLookedAt);
    GUANXI_ASSIGN_OR_RETURN(const std::optional<size_t> taken, ReadNamePage(indexes, &request));
    if (!taken.has_value()) return true;
    if (resume_.empty()) return false;
    if (tells_in_part || count_ == limit_) return true;
    looked_at += std::max<size_t>(*taken, 1);
  }
  return false;
}

absl::StatusOr<std::optional<size_t>> SearchRun::ReadNamePage(
    absl::Span<const search::SearchIndex* const> indexes, search::PageRequest* request) {
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(const search::Page page,
                            search::SearchIndex::Find(*tx_, indexes, query_, *request));
    GUANXI_ASSIGN_OR_RETURN(Batch batch, Read(page));
    batch.fits = std::min(batch.fits, FullAfter(page, batch));
    if (batch.fits == page.ids.size()) {
      GUANXI_RETURN_IF_ERROR(Emit(page.ids, page.types, &batch));
      resume_ = request->resume = page.resume;
      return page.ids.size();
    }
    if (batch.fits == 0 && bytes_ > 0) return std::nullopt;
    request->limit = std::max<size_t>(batch.fits, 1);
  }
}

absl::StatusOr<SearchRun::Batch> SearchRun::Read(const search::Page& page) {
  Batch batch{page.ids.size(), 0, Found(kinds_.size())};
  for (size_t kind = 0; kind < kinds_.size(); ++kind) {
    std::vector<Uuid> ids;
    std::vector<size_t> places;
    for (size_t i = 0; i < page.ids.size(); ++i) {
      if (page.types[i] != kind) continue;
      ids.push_back(page.ids[i]);
      places.push_back(i);
    }
    GUANXI_ASSIGN_OR_RETURN(BoundedRows found,
                            ReadBounded(*tx_, *kinds_[kind].resource, tenant_, ids,
                                        bytes_ + batch.bytes, Partly::kCount));
    if (found.ids < ids.size()) batch.fits = std::min(batch.fits, places[found.ids]);
    batch.bytes += found.bytes;
    batch.rows[kind] = std::move(found.rows);
  }
  return batch;
}

absl::Status SearchRun::Emit(absl::Span<const Uuid> ids, absl::Span<const size_t> types,
                             Batch* batch) {
  bytes_ += batch->bytes;
  for (size_t kind = 0; kind < kinds_.size(); ++kind) {
    GUANXI_RETURN_IF_ERROR(DropOrphans(*tx_, kinds_[kind].parent, tenant_, &batch->rows[kind]));
  }
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto row = batch->rows[types[i]].find(ids[i]);
    if (row == batch->rows[types[i]].end() || !IsShown(types[i], row->second)) continue;
    put_(types[i], row->second.message.get());
    ++count_;
  }
  return absl::OkStatus();
}

bool SearchRun::IsShown(size_t kind, const Stored& row) const {
  if (!row.live || FoundEarlier(kind, *row.message)) return false;
  const SearchRights& fields = limits_[kind].fields;
  const bool by_name = phase_ >= lookups_.size() * kinds_.size();
  return !by_name || fields.texts ||
         HasWholeText(kinds_[kind].resource->type(), *fields.view, *row.message, text_);
}

size_t SearchRun::FullAfter(const search::Page& page, const Batch& batch) const {
  size_t shown = 0;
  for (size_t i = 0; i < page.ids.size(); ++i) {
    const auto& rows = batch.rows[page.types[i]];
    const auto row = rows.find(page.ids[i]);
    if (row == rows.end() || !IsShown(page.types[i], row->second)) continue;
    if (++shown == limit_ - count_) return i + 1;
  }
  return page.ids.size();
}

bool SearchRun::MayLookUp(size_t kind, const Lookup& lookup) const {
  const SearchRights& fields = limits_[kind].fields;
  const auto is = [&](KeyKind wanted) { return lookup[0] == db::Value(static_cast<int>(wanted)); };
  if (is(KeyKind::kPhone)) return fields.phones;
  return is(KeyKind::kEmail) ? fields.emails : fields.last_digits;
}

bool SearchRun::FoundEarlier(size_t kind, const Message& message) const {
  if (phase_ < kinds_.size()) return false;
  const SideRowList keys = KeyRows(kinds_[kind].resource->type(), index_, message);
  const auto earlier = static_cast<std::ptrdiff_t>(phase_ / kinds_.size());
  return std::any_of(lookups_.begin(), lookups_.begin() + earlier, [&](const Lookup& lookup) {
    return MayLookUp(kind, lookup) && std::find(keys.begin(), keys.end(), lookup) != keys.end();
  });
}

}  // namespace guanxi::resource
