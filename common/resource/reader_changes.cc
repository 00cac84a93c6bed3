// ListChanges.
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/page/page_size.h"
#include "common/resource/change_rows.h"
#include "common/resource/changes.h"
#include "common/resource/field_rights.h"
#include "common/resource/reader.h"
#include "common/resource/request_fields.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Message;
using ChangeProto = metadata::v1::Change;

// False if the cursor is not of a list of changes.
bool ReadCursor(const page::Cursor& cursor, ChangesAfter* after) {
  const auto& values = cursor.sort_values;
  const auto read = [&](size_t i, auto* number) {
    return values[i].has_value() && absl::SimpleAtoi(*values[i], number);
  };
  after->event = cursor.last_id;
  return values.size() == 3 && read(0, &after->sequence) && read(1, &after->projection) &&
         read(2, &after->kind);
}

page::Cursor CursorAt(const db::Row& row) {
  page::Cursor cursor;
  for (const size_t column : {1, 11, 2}) {
    cursor.sort_values.push_back(absl::StrCat(row.Int64(column)));
  }
  cursor.last_id = std::string(row.String(0));
  return cursor;
}

}  // namespace

absl::Status Reader::ListChanges(const rpc::Call& call, const Message& request,
                                 Message* response) const {
  const ResourceType& type = resource_->type();
  const std::string text = StringField(request, "name");
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name, ParseName(type, text, "name"));
  GUANXI_ASSIGN_OR_RETURN(const int page_size, page::PageSize(IntField(request, "page_size")));
  const std::string query_text = absl::StrCat("changes\n", FormatName(type, name));
  const page::Query query{call.method, query_text, &call.principal, lasting_tokens_};
  const page::PageTokens& tokens = engine_->environment().page_tokens();
  ChangesAfter after;
  if (const std::string token = StringField(request, "page_token"); !token.empty()) {
    GUANXI_ASSIGN_OR_RETURN(const page::Cursor cursor, tokens.Read(query, token));
    if (!ReadCursor(cursor, &after)) {
      return InvalidField("page_token", "is of another query", "INVALID_PAGE_TOKEN");
    }
  }
  GUANXI_ASSIGN_OR_RETURN(const RowScope scope, ScopeOf(call));
  const auto view = ViewOf(type, call.principal);
  return engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    response->Clear();
    GUANXI_RETURN_IF_ERROR(CheckAbove(tx, call, ParentOf(name)));
    const std::vector<db::Value> key = {call.principal.tenant.bytes(), name.id.bytes()};
    GUANXI_ASSIGN_OR_RETURN(const db::Rows found, tx.Select(resource_->select(), key));
    if (found.empty()) return NotFound(type.code(), text);
    GUANXI_ASSIGN_OR_RETURN(const Stored row, DecodeRow(type, found[0]));
    GUANXI_ASSIGN_OR_RETURN(const bool is_seen, scope.Has(tx, row));
    if (!AreSiblings(row.name, name) || !is_seen) return NotFound(type.code(), text);
    GUANXI_ASSIGN_OR_RETURN(const ChangesPage page, ReadChanges(tx, type, call.principal.tenant,
                                                                name.id, after, page_size));
    // Values as JSON take more than they do where they are stored.
    int64_t bytes = 0;
    size_t taken = 0;
    for (; taken < page.rows.size(); ++taken) {
      ChangeProto change;
      GUANXI_RETURN_IF_ERROR(DecodeChange(type, view.get(), page.rows[taken], &change));
      bytes += static_cast<int64_t>(change.ByteSizeLong());
      if (taken > 0 && bytes > page::kMaxPageBytes) break;
      static_cast<ChangeProto*>(AddMessage("changes", response))->Swap(&change);
    }
    if (!page.more && taken == page.rows.size()) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(std::string token, tokens.Make(query, CursorAt(page.rows[taken - 1])));
    SetString("next_page_token", token, response);
    return absl::OkStatus();
  });
}

}  // namespace guanxi::resource
