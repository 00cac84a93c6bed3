#include "gateway/directory/ready_roles.h"

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "gateway/directory/names.h"

namespace guanxi::directory {
namespace {

using access::v1::DataScope;
using access::v1::Role;

// What counts money needs.
constexpr absl::string_view kFinance[] = {"contracts.confirm", "contracts.invoice",
                                          "contracts.read",    "contracts.update",
                                          "customers.read",    "opportunities.read"};
// What salespeople work with, and all that lies under it. Whoever is to administer tags, pipelines
// or working calendars gets a role for it.
constexpr absl::string_view kSales[] = {
    "automationRules.*", "customers.*", "dashboards.*", "delegations.*", "leads.*",
    "opportunities.*", "quotes.*", "targets.read", "todos.*", "slaClocks.*",
    "notificationPreferences.*", "events.read", "serviceTickets.*", "surveys.send",
    // Not `contracts.confirm` and `contracts.invoice`: finance counts what salespeople enter.
    "contracts.create", "contracts.read", "contracts.transfer", "contracts.update",
    "dataAccessRequests.read", "dataAccessRequests.update", "processInstances.comment",
    "processInstances.create", "processInstances.read", "processInstances.update",
    "processTasks.read", "processTasks.update"};
// What they look up: it belongs to nobody, so that no scope narrows it.
constexpr absl::string_view kLookups[] = {  // Figures are each of the records that he may see.
    "analytics.read",
    "captureForms.read",
    "channels.read",
    "notificationTemplates.read",
    "tags.read",
    "pipelines.read",
    "leadSources.read",
    "leadPools.read",
    "customerPools.read",
    "workCalendars.read",
    "slaPolicies.read",
    "metadata.read",
    "departments.read",
    "products.read",
    "priceBooks.read",
    "exchangeRates.read",
    "feeds.read",
    "users.read",
    "roles.read",
    "tenants.read",
    "processDefinitions.read",
    "gradeRules.read",
    "qualityPolicies.read",
    "segments.read",
    "surveys.read",
    "ticketRules.read"};
// Business data, without people, rights and the tenant itself.
constexpr absl::string_view kIntegrations[] = {"approvalPolicies.*",
                                               "assignmentRules.*",
                                               "automationRules.*",
                                               "behaviorEvents.*",
                                               "captureForms.*",
                                               "contracts.*",
                                               "customerMerges.*",
                                               "customerPools.*",
                                               "customers.*",
                                               "dashboards.*",
                                               "dataAccessRequests.*",
                                               "duplicateRules.*",
                                               "duplicates.*",
                                               "exchangeRates.*",
                                               "feeds.*",
                                               "gradeRules.*",
                                               "leadPools.*",
                                               "leads.*",
                                               "leadSources.*",
                                               "metadata.*",
                                               "opportunities.*",
                                               "pipelines.*",
                                               "priceBooks.*",
                                               "processDefinitions.*",
                                               "processInstances.*",
                                               "processTasks.*",
                                               "products.*",
                                               "qualityPolicies.*",
                                               "quotes.*",
                                               "scoringModels.*",
                                               "segments.*",
                                               "serviceTickets.*",
                                               "slaClocks.*",
                                               "slaPolicies.*",
                                               "surveyResponses.*",
                                               "surveys.*",
                                               "tags.*",
                                               "targets.*",
                                               "ticketRules.*",
                                               "todos.*",
                                               "trustOrders.*",
                                               "visitors.*",
                                               "workCalendars.*",
                                               "events.read"};

void Allow(absl::Span<const absl::string_view> patterns, DataScope scope, Role* role) {
  for (const absl::string_view pattern : patterns) {
    auto& permission = *role->add_permissions();
    permission.set_pattern(std::string(pattern));
    permission.set_scope(scope);
  }
}

Role NewRole(absl::string_view code, const char* display_name, const char* description) {
  Role role;
  role.set_code(std::string(code));
  role.set_display_name(display_name);
  role.set_description(description);
  return role;
}

void UnmaskAll(Role* role) {
  for (int i = metadata::v1::PersonalData_MIN; i <= metadata::v1::PersonalData_MAX; ++i) {
    if (i != metadata::v1::PERSONAL_DATA_UNSPECIFIED && metadata::v1::PersonalData_IsValid(i)) {
      role->add_unmasks(static_cast<metadata::v1::PersonalData>(i));
    }
  }
}

// Hides a field, unless another role of the same person shows it.
void Hide(const char* resource_type, const char* path, Role* role) {
  auto& policy = *role->add_field_policies();
  policy.set_resource_type(resource_type);
  policy.set_path(path);
  policy.set_access(access::v1::FieldPolicy::HIDDEN);
}

Role SalesRole(absl::string_view code, const char* display_name, const char* description,
               DataScope scope) {
  Role role = NewRole(code, display_name, description);
  Allow(kSales, scope, &role);
  Allow(kLookups, access::v1::ALL, &role);
  UnmaskAll(&role);
  return role;
}

}  // namespace

std::vector<Role> ReadyRoles() {
  Role administrator = NewRole(kAdministrator, "管理员 Administrator", "Everything.");
  Allow({"*"}, access::v1::ALL, &administrator);
  UnmaskAll(&administrator);
  Role analyst =
      NewRole("analyst", "分析师 Analyst", "Reads everything but costs, personal data masked.");
  Allow({"*.read"}, access::v1::ALL, &analyst);
  // With it, what the company earns: it takes a role that shows costs.
  Hide("guanxi.dev/ProductCost", "unit_cost", &analyst);
  Role salesperson = SalesRole("salesperson", "销售 Salesperson",
                               "One's own records, and shared ones.", access::v1::SELF);
  // Who sees how low a price may go goes there.
  Hide("guanxi.dev/PriceEntry", "floor_price", &salesperson);
  Role integration =
      NewRole(kIntegration, "系统集成 Integration", "A program that works with business data.");
  Allow(kIntegrations, access::v1::ALL, &integration);
  UnmaskAll(&integration);
  Role finance = NewRole("finance", "财务 Finance",
                         "Confirms payments and issues invoices; sees all contracts.");
  Allow(kFinance, access::v1::ALL, &finance);
  Allow(kLookups, access::v1::ALL, &finance);
  UnmaskAll(&finance);
  Role service =
      NewRole(kServiceRole, "系统服务 Services", "What the services may do without being called.");
  Allow(kIntegrations, access::v1::ALL, &service);
  Allow(kLookups, access::v1::ALL, &service);
  UnmaskAll(&service);
  Role manager =
      SalesRole("sales-manager", "销售经理 Sales manager",
                "The records of one's department and of those below it.", access::v1::SUBTREE);
  Allow({"targets.*"}, access::v1::SUBTREE, &manager);
  return {administrator, manager, salesperson, finance, analyst, integration, service};
}

Role PolicyReaderRole() {
  Role role =
      NewRole(kServiceRole, "Service", "A service of the installation: reads policies and logs.");
  Allow({"policy.read", "log.read"}, access::v1::ALL, &role);
  return role;
}

}  // namespace guanxi::directory
