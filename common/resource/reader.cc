#include "common/resource/reader.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/metadata.h"
#include "common/mask/mask.h"
#include "common/page/page_size.h"
#include "common/resource/batch_fields.h"
#include "common/resource/bounded_rows.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/hourly_limit.h"
#include "common/resource/list_page.h"
#include "common/resource/list_plan.h"
#include "common/resource/live_parents.h"
#include "common/resource/merged_names.h"
#include "common/resource/request_fields.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Message;

// What the client asked for of a stored message: the single way out.
void Present(const mask::Mask& read_mask, Message* stored, Message* out) {
  read_mask.Prune(stored);
  out->GetReflection()->Swap(out, stored);
}

absl::StatusOr<mask::Mask> ReadMask(const Resource& resource, const Message& request) {
  return mask::Mask::ForRead(MaskField(request, "read_mask"), *resource.type().descriptor());
}

absl::Status TooExpensive(const ResourceType& type) {
  std::vector<std::string> paths;
  for (const ListPath& path : type.list_paths()) paths.push_back(path.description);
  return Error(absl::StatusCode::kDeadlineExceeded, "SCAN_TOO_EXPENSIVE",
               "no index serves this filter and order, and reading all rows took too long",
               {{"indexed", absl::StrJoin(paths, "; ")}});
}

absl::Status BatchTooLarge(size_t fitting) {
  return Error(
      absl::StatusCode::kResourceExhausted, "BATCH_TOO_LARGE",
      absl::StrCat("together they take more than the ", page::kMaxPageBytes,
                   " bytes of one answer: ask for fewer names"),
      {{"max_bytes", absl::StrCat(page::kMaxPageBytes)}, {"fitting_names", absl::StrCat(fitting)}});
}

// Told of in one error; more would not fit into it.
constexpr size_t kMaxMissing = 32;

absl::Status NamesNotFound(const ResourceType& type, std::vector<std::string> missing) {
  const absl::Status first = NotFound(type.code(), missing[0]);
  const size_t all = missing.size();
  if (all == 1) return first;
  missing.resize(std::min(all, kMaxMissing));
  return Reworded(first,
                  absl::StrCat(all, " of the names are not found: ", absl::StrJoin(missing, ", ")),
                  {{"names", absl::StrJoin(missing, ",")}});
}

// Tells who counts what is read of the records of an answer, which is empty if they refuse it.
absl::Status MeterPage(const Engine& engine, const rpc::Call& call, const ResourceType& type,
                       Message* response) {
  const Environment::ReadMeter& meter = engine.environment().read_meter();
  if (meter == nullptr) return absl::OkStatus();
  const auto* const field = response->GetDescriptor()->FindFieldByName(type.plural());
  const absl::Status counted =
      meter(call, type, response->GetReflection()->FieldSize(*response, field));
  if (!counted.ok()) response->Clear();
  return counted;
}

// What a page token is bound to.
page::Query TokenQuery(const rpc::Call& call, absl::string_view text) {
  page::Query query;
  query.method = call.method;
  query.text = text;
  query.principal = &call.principal;
  return query;
}

// Whose children a list holds; nil ids stand for any.
void SetParents(const ResourceName& above, ListSpec* spec) {
  spec->parent = above.id;
  if (above.id.IsNil()) spec->grandparent = above.parent;
}

// Which of the records above may be deleted, for all that is known of them.
void SetParentTypes(const Resource& parent, ListSpec* spec) {
  if (!spec->parent.IsNil()) return;
  spec->parent_type = &parent.type();
  const Resource* const above = parent.links().parent;
  if (above != nullptr && spec->grandparent.IsNil()) spec->grandparent_type = &above->type();
}

}  // namespace

absl::StatusOr<RowScope> Reader::ScopeOf(const rpc::Call& call) const {
  return RowScope::Of(*resource_, call.principal, Use::kRead,
                      engine_->environment().business_clock()->Now());
}

absl::Status Reader::CheckAbove(db::Transaction& tx, const rpc::Call& call,
                                const ResourceName& above) const {
  const Uuid& tenant = call.principal.tenant;
  GUANXI_RETURN_IF_ERROR(CheckLive(tx, parent_, tenant, above));
  // The lowest that is named: what lies below it is as much the caller's as it is.
  const Resource* named = parent_;
  ResourceName name = above;
  for (; named != nullptr && name.id.IsNil(); named = named->links().parent) name = ParentOf(name);
  if (named == nullptr) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const RowScope scope,
                          RowScope::Of(*named, call.principal, Use::kRead,
                                       engine_->environment().business_clock()->Now()));
  if (scope.has_all()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(named->select(), {tenant.bytes(), name.id.bytes()}));
  if (rows.empty()) return NameNotFound(*named, name);
  GUANXI_ASSIGN_OR_RETURN(const Stored row, DecodeRow(named->type(), rows[0]));
  GUANXI_ASSIGN_OR_RETURN(const bool is_seen, scope.Has(tx, row));
  return is_seen ? absl::OkStatus() : NameNotFound(*named, name);
}

absl::Status Reader::Get(const rpc::Call& call, const Message& request, Message* response) const {
  const ResourceType& type = resource_->type();
  const std::string text = StringField(request, "name");
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name, ParseName(type, text, "name"));
  GUANXI_ASSIGN_OR_RETURN(const mask::Mask read_mask, ReadMask(*resource_, request));
  GUANXI_ASSIGN_OR_RETURN(const RowScope scope, ScopeOf(call));
  return engine_->Read(call, [&](db::Transaction& tx) {
    GUANXI_RETURN_IF_ERROR(CheckAbove(tx, call, ParentOf(name)));
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        tx.Select(resource_->select(), {call.principal.tenant.bytes(), name.id.bytes()}));
    if (rows.empty()) return NotFound(type.code(), text);
    GUANXI_ASSIGN_OR_RETURN(Stored row, DecodeRow(type, rows[0]));
    GUANXI_ASSIGN_OR_RETURN(const bool is_seen, scope.Has(tx, row));
    if (!AreSiblings(row.name, name) || !is_seen || IsFolded(type, row)) {
      return NotFound(type.code(), text);
    }
    Present(read_mask, row.message.get(), response);
    return absl::OkStatus();
  });
}

absl::Status Reader::BatchGet(const rpc::Call& call, const Message& request,
                              Message* response) const {
  const ResourceType& type = resource_->type();
  GUANXI_ASSIGN_OR_RETURN(const auto names, BatchNames(type, request));
  GUANXI_ASSIGN_OR_RETURN(const mask::Mask read_mask, ReadMask(*resource_, request));
  std::vector<Uuid> ids;
  for (const ResourceName& name : names) ids.push_back(name.id);
  GUANXI_ASSIGN_OR_RETURN(const RowScope scope, ScopeOf(call));
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) {
    response->Clear();
    GUANXI_ASSIGN_OR_RETURN(BoundedRows found, ReadBounded(tx, *resource_, call.principal.tenant,
                                                           ids, /*used=*/0, Partly::kCount));
    if (found.ids < ids.size()) return BatchTooLarge(found.ids);
    GUANXI_RETURN_IF_ERROR(DropOrphans(tx, parent_, call.principal.tenant, &found.rows));
    GUANXI_RETURN_IF_ERROR(scope.Restrict(tx, &found.rows));
    std::vector<std::string> missing;
    for (size_t i = 0; i < names.size(); ++i) {
      const auto row = found.rows.find(names[i].id);
      if (row == found.rows.end() || !AreSiblings(row->second.name, names[i]) ||
          IsFolded(type, row->second)) {
        missing.push_back(FormatName(type, names[i]));
        continue;
      }
      std::unique_ptr<Message> copy(row->second.message->New());
      copy->CopyFrom(*row->second.message);  // a name may stand twice in the request
      Present(read_mask, copy.get(), AddMessage(type.plural(), response));
    }
    return missing.empty() ? absl::OkStatus() : NamesNotFound(type, std::move(missing));
  }));
  return MeterPage(*engine_, call, type, response);
}

absl::Status Reader::List(const rpc::Call& call, const Message& request, Message* response) const {
  auto custom = std::make_shared<const TenantFields>();
  if (resource_->type().custom_field() != nullptr) {
    GUANXI_ASSIGN_OR_RETURN(custom,
                            engine_->CustomFieldsOf(call.principal.tenant, TxOptionsOf(call)));
  }
  int64_t guesses = 0;
  const absl::Status status = engine_->Read(call, [&](db::Transaction& tx) {
    response->Clear();
    return ReadPage(tx, call, request, FieldsOf(*custom, resource_->type()), response, &guesses);
  });
  if (status.ok() && StringField(request, "page_token").empty()) {
    const absl::Status counted = CountLookups(*engine_, call, guesses);
    if (!counted.ok()) response->Clear();
    GUANXI_RETURN_IF_ERROR(counted);
  }
  if (status.ok()) return MeterPage(*engine_, call, resource_->type(), response);
  return Reason(status) == "QUERY_TIME_LIMIT" ? TooExpensive(resource_->type()) : status;
}

absl::Status Reader::ReadPage(db::Transaction& tx, const rpc::Call& call, const Message& request,
                              const CustomFields& custom, Message* response,
                              int64_t* guesses) const {
  const ResourceType& type = resource_->type();
  const Uuid& tenant = call.principal.tenant;
  GUANXI_ASSIGN_OR_RETURN(const int page_size, page::PageSize(IntField(request, "page_size")));
  GUANXI_ASSIGN_OR_RETURN(const mask::Mask read_mask, ReadMask(*resource_, request));
  GUANXI_ASSIGN_OR_RETURN(const RowScope scope, ScopeOf(call));
  std::string filter = StringField(request, "filter");
  GUANXI_RETURN_IF_ERROR(
      ForwardFilter(tx, tenant, engine_->environment().merged_collections(), &filter));
  GUANXI_ASSIGN_OR_RETURN(ListSpec spec,
                          MakeListSpec(type, custom, filter, StringField(request, "order_by")));
  spec.moment = engine_->environment().MomentOf(tenant);
  spec.show_deleted = BoolField(request, "show_deleted");
  if (const auto view = ViewOf(type, call.principal); view != nullptr) {
    GUANXI_RETURN_IF_ERROR(CheckListFields(*view, spec));
    *guesses = CountGuesses(*view, spec.filter);
  }
  if (type.has_parent()) {
    GUANXI_ASSIGN_OR_RETURN(
        const ResourceName above,
        ParseParent(type, StringField(request, "parent"), "parent", Wildcard::kAllow));
    GUANXI_RETURN_IF_ERROR(CheckAbove(tx, call, above));
    SetParents(above, &spec);
    if (parent_ != nullptr) SetParentTypes(*parent_, &spec);
  }
  // Of a parent that may be seen all children may be.
  if (!scope.has_all() && (!scope.via_parent() || spec.parent.IsNil())) spec.scope = &scope;
  spec.narrow_scope = engine_->environment().narrow_scope();
  const std::string text = CanonicalText(spec);
  page::Query token_query = TokenQuery(call, text);
  token_query.lasting = lasting_tokens_;
  const page::PageTokens& tokens = engine_->environment().page_tokens();
  std::optional<page::Cursor> cursor;
  if (const std::string token = StringField(request, "page_token"); !token.empty()) {
    GUANXI_ASSIGN_OR_RETURN(cursor, tokens.Read(token_query, token));
    if (cursor->began != absl::UnixEpoch()) spec.moment.now = cursor->began;
  }
  GUANXI_ASSIGN_OR_RETURN(ListPage page,
                          ReadListPage(tx, type, tenant, spec, std::move(cursor), page_size));
  for (Stored& row : page.rows) {
    Present(read_mask, row.message.get(), AddMessage(type.plural(), response));
  }
  if (page.next.has_value()) {
    page.next->began = spec.moment.now;
    GUANXI_ASSIGN_OR_RETURN(std::string next, tokens.Make(token_query, *page.next));
    SetString("next_page_token", next, response);
  }
  if (!BoolField(request, "include_total_size")) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const int64_t total, CountRows(tx, type, tenant, spec));
  SetInt("total_size", static_cast<int>(total), response);
  return absl::OkStatus();
}

rpc::Lane Reader::ListLane(const Message& request) const {
  // Custom fields are not on any declared path, so that none has to be known here.
  auto spec = MakeListSpec(resource_->type(), {}, StringField(request, "filter"),
                           StringField(request, "order_by"));
  if (!spec.ok()) return rpc::Lane::kScan;
  spec->show_deleted = BoolField(request, "show_deleted");
  if (resource_->type().has_parent()) {
    const auto above =
        ParseParent(resource_->type(), StringField(request, "parent"), "parent", Wildcard::kAllow);
    if (above.ok()) SetParents(*above, &*spec);
  }
  // Whoever counts reads many rows, whatever the path.
  const bool is_short =
      ChoosePath(resource_->type(), *spec) != nullptr && !BoolField(request, "include_total_size");
  return is_short ? rpc::Lane::kPoint : rpc::Lane::kScan;
}

}  // namespace guanxi::resource
