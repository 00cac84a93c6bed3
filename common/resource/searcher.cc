#include "common/resource/searcher.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/page/page_size.h"
#include "common/resource/hourly_limit.h"
#include "common/resource/request_fields.h"
#include "common/search/query.h"
#include "common/text/phone.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Region of phone numbers in queries that have no country code.
absl::StatusOr<std::string> PhoneRegion(const Message& request) {
  std::string region = StringField(request, "phone_region");
  if (region.empty()) return "CN";
  if (!text::IsPhoneRegion(region)) {
    return InvalidField("phone_region",
                        "must be a region of ISO 3166 in capitals, such as CN or GB");
  }
  return region;
}

absl::StatusOr<std::vector<Searched>> Wanted(const std::vector<Searched>& kinds,
                                             const std::vector<std::string>& types) {
  if (types.empty()) return kinds;
  std::vector<std::string> known;
  std::vector<bool> wanted(kinds.size());
  for (const Searched& kind : kinds) known.push_back(kind.resource->type().full_type());
  for (size_t i = 0; i < types.size(); ++i) {
    const auto at = std::find(known.begin(), known.end(), types[i]) - known.begin();
    const std::string path = absl::StrCat("resource_types[", i, "]");
    if (at == static_cast<std::ptrdiff_t>(known.size())) {
      return InvalidField(path, absl::StrCat("want one of ", absl::StrJoin(known, ", ")));
    }
    if (wanted[at]) return InvalidField(path, "stands twice");
    wanted[at] = true;
  }
  std::vector<Searched> chosen;
  for (size_t i = 0; i < kinds.size(); ++i) {
    if (wanted[i]) chosen.push_back(kinds[i]);
  }
  return chosen;
}

// The field of an entry that holds records of such a type.
const FieldDescriptor* FieldOf(const Message& entry, const Message& record) {
  const auto* descriptor = entry.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    if (descriptor->field(i)->message_type() == record.GetDescriptor()) return descriptor->field(i);
  }
  return nullptr;
}

// Whether the query reads as a value that some kind is found by and shown without.
bool AsksMasked(absl::Span<const SearchRun::Limits> limits, const search::SearchQuery& query) {
  return std::any_of(limits.begin(), limits.end(), [&](const SearchRun::Limits& kind) {
    return kind.fields.masks_texts || (query.phone.has_value() && kind.fields.masks_phones) ||
           (query.email.has_value() && kind.fields.masks_emails);
  });
}

void Move(Message* from, Message* to) { to->GetReflection()->Swap(to, from); }

}  // namespace

absl::Status Searcher::Search(const rpc::Call& call, const Message& request,
                              Message* response) const {
  const ResourceType& type = kinds_[0].resource->type();
  GUANXI_ASSIGN_OR_RETURN(const mask::Mask read_mask,
                          mask::Mask::ForRead(MaskField(request, "read_mask"), *type.descriptor()));
  const auto put = [&](size_t /*kind*/, Message* record) {
    read_mask.Prune(record);
    Move(record, AddMessage(type.plural(), response));
  };
  return Run(call, absl::MakeConstSpan(kinds_).first(1), request, "", put, response);
}

absl::Status Searcher::SearchAll(const rpc::Call& call, const Message& request,
                                 Message* response) const {
  const std::vector<std::string> types = StringsField(request, "resource_types");
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Searched> kinds, Wanted(kinds_, types));
  const FieldDescriptor* results = response->GetDescriptor()->FindFieldByName("results");
  GUANXI_ASSIGN_OR_RETURN(
      const mask::Mask read_mask,
      mask::Mask::ForRead(MaskField(request, "read_mask"), *results->message_type()));
  const auto put = [&](size_t /*kind*/, Message* record) {
    Message* const entry = AddMessage("results", response);
    const FieldDescriptor* field = FieldOf(*entry, *record);
    Move(record, entry->GetReflection()->MutableMessage(entry, field));
    read_mask.Prune(entry);
    entry->GetReflection()->MutableMessage(entry, field);  // its kind is seen, whatever is left
  };
  std::vector<std::string> names;
  for (const Searched& kind : kinds) names.push_back(kind.resource->type().full_type());
  return Run(call, kinds, request, absl::StrCat(absl::StrJoin(names, ","), " "), put, response);
}

absl::Status Searcher::Run(const rpc::Call& call, absl::Span<const Searched> kinds,
                           const Message& request, const std::string& bound,
                           const SearchRun::Put& put, Message* response) const {
  const std::string text = StringField(request, "query");
  if (text.empty()) return InvalidField("query", "is required");
  GUANXI_ASSIGN_OR_RETURN(const std::string region, PhoneRegion(request));
  const auto query = search::ParseQuery(text, region);
  if (!query.ok()) return InvalidField("query", query.status().message());
  GUANXI_ASSIGN_OR_RETURN(const int page_size, page::PageSize(IntField(request, "page_size")));
  const std::string bound_text = absl::StrCat(bound, region, " ", text);
  page::Query token_query;
  token_query.method = call.method;
  token_query.text = bound_text;
  token_query.principal = &call.principal;
  const Environment& environment = engine_->environment();
  std::vector<SearchRun::Limits> limits;
  for (const Searched& kind : kinds) {
    GUANXI_ASSIGN_OR_RETURN(RowScope scope, RowScope::Of(*kind.resource, call.principal, Use::kRead,
                                                         environment.business_clock()->Now()));
    limits.push_back({std::move(scope), SearchRightsOf(kind.resource->type(), call.principal)});
  }
  if (StringField(request, "page_token").empty() && AsksMasked(limits, *query)) {
    GUANXI_RETURN_IF_ERROR(CountLookups(*engine_, call));
  }
  std::vector<int64_t> found(kinds.size());
  const auto counted = [&](size_t kind, Message* record) {
    ++found[kind];
    put(kind, record);
  };
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) {
    response->Clear();
    found.assign(kinds.size(), 0);
    SearchRun run(kinds, limits, &tx, call.principal.tenant,
                  {*query, text, environment.blind_index_key(), static_cast<size_t>(page_size),
                   environment.narrow_scope()},
                  counted);
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
  }));
  return Meter(call, kinds, found, response);
}

absl::Status Searcher::Meter(const rpc::Call& call, absl::Span<const Searched> kinds,
                             absl::Span<const int64_t> found, Message* response) const {
  const Environment::ReadMeter& meter = engine_->environment().read_meter();
  if (meter == nullptr) return absl::OkStatus();
  for (size_t i = 0; i < kinds.size(); ++i) {
    const absl::Status counted = meter(call, kinds[i].resource->type(), found[i]);
    if (!counted.ok()) response->Clear();
    GUANXI_RETURN_IF_ERROR(counted);
  }
  return absl::OkStatus();
}

}  // namespace guanxi::resource
