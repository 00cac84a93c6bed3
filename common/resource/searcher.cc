#include "common/resource/searcher.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/mask/mask.h"
#include "common/page/page_size.h"
#include "common/resource/bounded_rows.h"
#include "common/resource/live_parents.h"
#include "common/resource/request_fields.h"
#include "common/resource/side_rows.h"
#include "common/search/query.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Message;

// Region of phone numbers in queries that have no country code.
absl::StatusOr<std::string> PhoneRegion(const Message& request) {
  std::string region = StringField(request, "phone_region");
  if (region.empty()) return "CN";
  if (region.size() != 2 || !absl::ascii_isupper(region[0]) || !absl::ascii_isupper(region[1])) {
    return InvalidField("phone_region", "must be two capital letters such as CN");
  }
  return region;
}

}  // namespace

// One search call. The search goes through phases: one for each value that the query reads as in
// the blind index, then names. The cursor holds the phase, and how far it has come.
class Searcher::Run {
 public:
  Run(const Resource* resource, const Resource* parent, db::Transaction* tx, const Uuid& tenant,
      const search::SearchQuery& query, const std::string& blind_index_key, size_t limit,
      const mask::Mask& read_mask, Message* response)
      : resource_(resource),
        parent_(parent),
        tx_(tx),
        tenant_(tenant),
        query_(query),
        index_(blind_index_key, tenant),
        limit_(limit),
        read_mask_(read_mask),
        response_(response) {
    if (query.phone) AddLookup(KeyKind::kPhone, *query.phone);
    if (query.email) AddLookup(KeyKind::kEmail, *query.email);
    if (query.last_digits) AddLookup(KeyKind::kPhoneLast4, *query.last_digits);
  }

  absl::Status Start(const page::Cursor& cursor) {
    uint32_t phase = 0;
    if (cursor.sort_values.size() != 1 || !absl::SimpleAtoi(*cursor.sort_values[0], &phase)) {
      return absl::InternalError("a page token of ours does not hold a phase");
    }
    phase_ = phase;
    GUANXI_ASSIGN_OR_RETURN(last_id_, Uuid::FromBytes(cursor.last_id));
    resume_ = cursor.extra;
    return absl::OkStatus();
  }

  // Fills the page. False when nothing can follow it.
  absl::StatusOr<bool> FillPage() {
    while (phase_ < lookups_.size()) {
      GUANXI_ASSIGN_OR_RETURN(const bool exhausted, ReadKeys(lookups_[phase_]));
      if (!exhausted) return true;
      ++phase_;
      last_id_ = Uuid();
      if (count_ == limit_) return true;
    }
    return ReadNames();
  }

  page::Cursor cursor() const {
    page::Cursor cursor;
    cursor.sort_values.push_back(absl::StrCat(phase_));
    cursor.last_id = std::string(last_id_.bytes());
    cursor.extra = resume_;
    return cursor;
  }

 private:
  using Lookup = std::vector<db::Value>;  // kind, digest: as KeyRows makes them

  void AddLookup(KeyKind kind, const std::string& value) {
    lookups_.push_back({static_cast<int>(kind), index_.Digest(kind, value)});
  }

  // True when the phase has no more rows.
  absl::StatusOr<bool> ReadKeys(const Lookup& lookup) {
    const size_t wanted = limit_ - count_;
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        tx_->Select(SelectByKey(), {tenant_.bytes(), resource_->type().number(), lookup[0],
                                    lookup[1], last_id_.bytes(), static_cast<int64_t>(wanted)}));
    std::vector<Uuid> ids;
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      ids.push_back(id);
    }
    GUANXI_ASSIGN_OR_RETURN(BoundedRows found,
                            ReadBounded(*tx_, *resource_, tenant_, ids, bytes_, Partly::kRead));
    if (found.ids > 0) last_id_ = ids[found.ids - 1];
    const bool exhausted = found.ids == ids.size() && ids.size() < wanted;
    GUANXI_RETURN_IF_ERROR(Emit(absl::MakeSpan(ids).first(found.ids), &found));
    return exhausted;
  }

  // False when there are no more. Records that do not fit are left to the next page, which begins
  // behind the last one that does: the index is asked anew for as many.
  absl::StatusOr<bool> ReadNames() {
    if (query_.terms.empty()) return false;
    search::PageRequest request;
    request.tenant = tenant_;
    request.limit = limit_ - count_;
    request.resume = resume_;
    while (true) {
      GUANXI_ASSIGN_OR_RETURN(const search::Page page,
                              resource_->search().Find(*tx_, query_, request));
      GUANXI_ASSIGN_OR_RETURN(BoundedRows found, ReadBounded(*tx_, *resource_, tenant_, page.ids,
                                                             bytes_, Partly::kCount));
      if (found.ids == page.ids.size()) {
        GUANXI_RETURN_IF_ERROR(Emit(page.ids, &found));
        resume_ = page.resume;
        return !resume_.empty();
      }
      if (found.ids == 0) return true;
      request.limit = found.ids;
    }
  }

  // Adds the live records to the page, in order, save those that an earlier phase found.
  absl::Status Emit(absl::Span<const Uuid> ids, BoundedRows* found) {
    bytes_ += found->bytes;
    GUANXI_RETURN_IF_ERROR(DropOrphans(*tx_, parent_, tenant_, &found->rows));
    for (const Uuid& id : ids) {
      const auto row = found->rows.find(id);
      if (row == found->rows.end() || !row->second.live || FoundEarlier(*row->second.message)) {
        continue;
      }
      Message* message = row->second.message.get();
      read_mask_.Prune(message);
      Message* out = AddMessage(resource_->type().plural(), response_);
      out->GetReflection()->Swap(out, message);
      ++count_;
    }
    return absl::OkStatus();
  }

  bool FoundEarlier(const Message& message) const {
    if (phase_ == 0) return false;
    const SideRowList keys = KeyRows(resource_->type(), index_, message);
    return std::any_of(lookups_.begin(), lookups_.begin() + phase_, [&](const Lookup& lookup) {
      return std::find(keys.begin(), keys.end(), lookup) != keys.end();
    });
  }

  const Resource* const resource_;
  const Resource* const parent_;
  db::Transaction* const tx_;
  const Uuid tenant_;
  const search::SearchQuery& query_;
  const BlindIndex index_;
  const size_t limit_;
  const mask::Mask& read_mask_;
  Message* const response_;
  std::vector<Lookup> lookups_;
  size_t phase_ = 0;
  Uuid last_id_;
  std::string resume_;
  size_t count_ = 0;
  int64_t bytes_ = 0;
};

absl::Status Searcher::Search(const rpc::Call& call, const Message& request,
                              Message* response) const {
  const std::string text = StringField(request, "query");
  if (text.empty()) return InvalidField("query", "is required");
  GUANXI_ASSIGN_OR_RETURN(const std::string region, PhoneRegion(request));
  const auto query = search::ParseQuery(text, region);
  if (!query.ok()) return InvalidField("query", query.status().message());
  GUANXI_ASSIGN_OR_RETURN(const int page_size, page::PageSize(IntField(request, "page_size")));
  GUANXI_ASSIGN_OR_RETURN(
      const mask::Mask read_mask,
      mask::Mask::ForRead(MaskField(request, "read_mask"), *resource_->type().descriptor()));
  const std::string bound_text = absl::StrCat(region, " ", text);
  page::Query token_query;
  token_query.method = call.method;
  token_query.text = bound_text;
  token_query.principal = &call.principal;
  const Environment& environment = engine_->environment();
  return engine_->Read(call, [&](db::Transaction& tx) {
    response->Clear();
    Run run(resource_, parent_, &tx, call.principal.tenant, *query, environment.blind_index_key(),
            page_size, read_mask, response);
    if (const std::string token = StringField(request, "page_token"); !token.empty()) {
      GUANXI_ASSIGN_OR_RETURN(const page::Cursor cursor,
                              environment.page_tokens().Read(token_query, token));
      GUANXI_RETURN_IF_ERROR(run.Start(cursor));
    }
    GUANXI_ASSIGN_OR_RETURN(const bool more, run.FillPage());
    if (more) {
      GUANXI_ASSIGN_OR_RETURN(std::string next,
                              environment.page_tokens().Make(token_query, run.cursor()));
      SetString("next_page_token", next, response);
    }
    return absl::OkStatus();
  });
}

}  // namespace guanxi::resource
