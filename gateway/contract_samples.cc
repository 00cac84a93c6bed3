#include "gateway/contract_samples.h"

#include "gateway/directory/make_resources.h"

namespace guanxi::gateway {

const directory::Resources& ContractResources() {
  static const directory::Resources* const all = directory::MakeResources().value().release();
  return *all;
}

std::vector<contract::Sample> ContractSamples() {
  return {{"guanxi.access.v1.Tenant",
           R"(currency: "CNY" time_zone: "Asia/Shanghai" locale: "zh-CN" working_week: MONDAY
              holidays { year: 2026 month: 10 day: 1 } workdays { year: 2026 month: 10 day: 10 })",
           R"(currency: "EUR" time_zone: "Europe/Berlin" locale: "de"
              working_week: SUNDAY holidays { year: 2026 month: 12 day: 25 }
              workdays { year: 2026 month: 12 day: 27 })",
           {},
           {}},
          {"guanxi.access.v1.User",
           R"(locale: "zh-CN" email: "li@example.com" state: ACTIVE)",
           R"(locale: "en-GB" email: "wang@example.com" state: DISABLED)",
           {},
           {}},
          {"guanxi.access.v1.Department", "state: ACTIVE", "state: CLOSED", {}, {}},
          // They are made by logins.
          {"guanxi.access.v1.Session",
           R"(user: "users/018f0000-0000-7000-8000-000000000001"
              client: "clients/018f0000-0000-7000-8000-000000000002"
              expire_time { seconds: 1790000300 })",
           R"(user: "users/018f0000-0000-7000-8000-000000000003"
              client: "clients/018f0000-0000-7000-8000-000000000004"
              expire_time { seconds: 1790000600 })",
           {},
           {}},
          {"guanxi.access.v1.Role",
           R"(permissions { pattern: "customers.read" scope: SELF } unmasks: PHONE
              field_policies {
                resource_type: "guanxi.dev/Customer" path: "grade" access: HIDDEN })",
           R"(permissions { pattern: "tags.*" scope: ALL } unmasks: EMAIL
              field_policies {
                resource_type: "guanxi.dev/Contact" path: "phones" access: READ_ONLY })",
           {},
           {}},
          {"guanxi.access.v1.ApiClient",
           R"(kind: CONFIDENTIAL state: ACTIVE grants: CLIENT_CREDENTIALS public_keys {
                kid: "a" x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
                y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" })",
           R"(kind: CONFIDENTIAL state: DISABLED grants: PASSWORD grants: REFRESH_TOKEN
              public_keys {
                kid: "b" x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"
                y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM" })",
           {},
           {}}};
}

}  // namespace guanxi::gateway
