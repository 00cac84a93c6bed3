#include "analytics-svc/answering.h"

#include <utility>

#include "analytics-svc/engine/mysql_engine.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {

absl::StatusOr<std::unique_ptr<Answering>> Answering::Create(const DuckOptions& options,
                                                             db::Database* facts,
                                                             const Watermarks* watermarks,
                                                             Clock* clock) {
  std::unique_ptr<Answering> made(new Answering(watermarks));
  if (options.path.empty()) {
    made->engine_ = std::make_unique<MysqlEngine>(facts);
    return made;
  }
  GUANXI_ASSIGN_OR_RETURN(std::unique_ptr<DuckDatabase> duck, DuckDatabase::Open(options));
  made->duck_ = duck.get();
  made->engine_ = std::move(duck);
  made->replica_ = std::make_unique<Replica>(facts, watermarks, made->duck_, clock);
  GUANXI_RETURN_IF_ERROR(made->replica_->Open());
  return made;
}

void Answering::Turn() {
  if (replica_ == nullptr) return;
  const auto copied = replica_->Turn();
  if (copied.ok()) return;
  Log(Severity::kWarning, "replica.turn_failed", {{"reason", Reason(copied.status())}});
}

absl::Status Answering::Ready() const {
  const bool whole = replica_ == nullptr || replica_->state().copy_time != absl::InfinitePast();
  return whole ? absl::OkStatus()
               : Unavailable("COPY_INCOMPLETE", "the copy of the facts is being filled");
}

absl::StatusOr<absl::Time> Answering::DataAsOf() const {
  if (replica_ != nullptr) return replica_->state().data_as_of;
  GUANXI_ASSIGN_OR_RETURN(const ServiceTimes times, watermarks_->Read());
  return Earliest(times);
}

}  // namespace guanxi::analytics
