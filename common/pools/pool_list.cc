// What lies in a pool, as its members see it.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/page/page_token.h"
#include "common/pools/pool_desk.h"
#include "common/pools/pool_rules.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"

namespace guanxi::pools {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

constexpr int kDefaultPage = 50;
constexpr int kMostPage = 200;

absl::StatusOr<int> PageSize(int requested) {
  if (requested < 0) return InvalidField("page_size", "is negative", "INVALID_PAGE_SIZE");
  return requested == 0 ? kDefaultPage : std::min(requested, kMostPage);
}

}  // namespace

absl::Status PoolDesk::List(const rpc::Call& call,
                            const pool::v1::ListPooledRecordsRequest& request, Add add,
                            std::string* next_page_token) const {
  GUANXI_ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  const page::PageTokens& tokens = engine_->environment().page_tokens();
  const page::Query query = {call.method, request.pool(), &call.principal};
  std::optional<page::Cursor> from;
  if (!request.page_token().empty()) {
    GUANXI_ASSIGN_OR_RETURN(from, tokens.Read(query, request.page_token()));
  }
  std::optional<page::Cursor> last;
  std::vector<std::unique_ptr<google::protobuf::Message>> shown;
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      call.principal, resource::TxOptionsOf(call), {}, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const pool::v1::Pool pool, PeekPool(work, request.pool()));
        if (!IsMember(pool, *call.principal.rights)) return NotFound("POOL", request.pool());
        GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                                resource::ParseName(kind_.pools->type(), request.pool(), "pool"));
        std::vector<db::Value> values = {call.principal.tenant.bytes(), name.id.bytes()};
        int64_t micros = 0;
        if (from.has_value() && !from->sort_values.empty() &&
            absl::SimpleAtoi(from->sort_values[0].value_or(""), &micros)) {
          const absl::Time time = absl::FromUnixMicros(micros);
          values.insert(values.end(), {time, time, from->last_id});
        }
        values.emplace_back(size);
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows rows,
            work.tx().Select(from.has_value() ? kind_.next_page : kind_.first_page, values));
        last.reset();
        shown.clear();
        for (const db::Row row : rows) {
          GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
          last.emplace();
          last->sort_values = {absl::StrCat(absl::ToUnixMicros(row.Time(1)))};
          last->last_id = std::string(id.bytes());
          ResourceName record;
          record.id = id;
          GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> stored,
                                  work.Peek(*kind_.records, record));
          if (!stored.has_value()) continue;
          shown.emplace_back(stored->message->New());
          fields_.Show(pool, *stored->message, shown.back().get());
        }
        if (static_cast<int>(rows.size()) < size) last.reset();
        return absl::OkStatus();
      }));
  for (const auto& one : shown) add()->CopyFrom(*one);
  if (!last.has_value()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(*next_page_token, tokens.Make(query, *last));
  return absl::OkStatus();
}

}  // namespace guanxi::pools
