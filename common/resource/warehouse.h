// Articles, whose declared fields are of every kind, in a table of their own beside a Workshop's.
#ifndef GUANXI_COMMON_RESOURCE_WAREHOUSE_H_
#define GUANXI_COMMON_RESOURCE_WAREHOUSE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/resource/custom_fields.h"
#include "common/resource/list_plan.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/warehouse.pb.h"
#include "common/resource/workshop.h"

namespace guanxi::resource {

// One for each test. Ends the process if the database does not start.
struct Warehouse {
  Warehouse();

  const ResourceType& type() const { return articles->type(); }
  std::string NameOf(const ResourceName& name) const { return FormatName(type(), name); }

  absl::Status Put(const ResourceName& name, const testing::Article& article) const;
  // Ends the test's process on an error.
  ResourceName Put(const testing::Article& article) const;
  // Writes `article`, whose output-only fields do not matter, over what is there.
  absl::Status Update(const ResourceName& name, const testing::Article& article) const;
  absl::Status Delete(const ResourceName& name) const;
  absl::Status Undelete(const ResourceName& name) const;
  // What is stored under the name, deleted or not.
  testing::Article Get(const ResourceName& name) const;

  // A filterable custom field of articles.
  void DefineCustom(const std::string& key, metadata::v1::FieldDefinition::ValueType type) const;
  CustomFields custom_fields() const;

  // Names over all pages of `page_size`, in order.
  std::vector<std::string> List(const ListSpec& spec, int page_size) const;
  // The same of a request; ends the process if it is refused.
  std::vector<std::string> List(const std::string& filter, const std::string& order_by = "",
                                bool show_deleted = false, int page_size = 50) const;

  Workshop shop;
  std::unique_ptr<const Resource> articles;
  std::unique_ptr<const Resource> definitions;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_WAREHOUSE_H_
