// Projected fields: how they are set.
#include <memory>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/checks.h"
#include "common/resource/column_checks.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::resource {

using google::protobuf::Message;

absl::Status UnitOfWork::Project(const Resource& resource, const ResourceName& name,
                                 Projection set) {
  const WrittenRow* const before = rows_.Find(resource, name.id);
  Stored read;
  if (before == nullptr || before->erased || !AreSiblings(before->next.name, name)) {
    GUANXI_ASSIGN_OR_RETURN(read, Get(resource, name));
  }
  const Stored& row = read.message == nullptr ? before->next : read;
  std::unique_ptr<Message> wanted = CopyMessage(*row.message);
  set(wanted.get());
  if (SameProjected(resource.type(), *row.message, *wanted)) return absl::OkStatus();
  Violations violations;
  for (const Column* column : resource.type().projected()) {
    CheckDeclaredField(column->field, *wanted, &violations);
  }
  if (violations.empty()) CheckColumns(resource.type(), *wanted, &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  GUANXI_RETURN_IF_ERROR(CheckRoom());
  GUANXI_ASSIGN_OR_RETURN(WrittenRow* const written, rows_.Touch(resource, &row, name.id));
  wrote_.insert(resource.type().descriptor());
  written->projected = true;
  if (written->next.message == nullptr) written->next = CopyRow(row);
  CopyProjected(resource.type(), *wanted, written->next.message.get());
  written->next.projection = written->is_new() ? 1 : written->first->projection + 1;
  ++written->next.step;
  ++writes_;
  return absl::OkStatus();
}

}  // namespace guanxi::resource
