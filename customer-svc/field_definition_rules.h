// What the definition of a custom field must be: pure decisions, no I/O.
#ifndef GUANXI_CUSTOMER_SVC_FIELD_DEFINITION_RULES_H_
#define GUANXI_CUSTOMER_SVC_FIELD_DEFINITION_RULES_H_

#include "common/errors/errors.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::customer {

// What the options of the fields do not say. `old` is null on create.
void CheckFieldDefinition(const metadata::v1::FieldDefinition* old,
                          const metadata::v1::FieldDefinition& next, Violations* violations);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FIELD_DEFINITION_RULES_H_
