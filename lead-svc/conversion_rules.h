// What a lead becomes: customer, contact, opportunity.
//
// Pure functions: no I/O, no clock.
#ifndef GUANXI_LEAD_SVC_CONVERSION_RULES_H_
#define GUANXI_LEAD_SVC_CONVERSION_RULES_H_

#include <string>

#include "guanxi/customer/v1/contact.pb.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::lead {

// Names that a lead's records have, whenever and however often they are asked for.
std::string CustomerNameOf(const v1::Lead& lead);
std::string ContactNameOf(const v1::Lead& lead, const std::string& customer);
std::string OpportunityNameOf(const v1::Lead& lead);

// A company where the lead names one, else a person.
customer::v1::Customer CustomerOf(const v1::Lead& lead);
// The person of a company, under `customer`.
customer::v1::Contact ContactOf(const v1::Lead& lead, const std::string& customer);
// Whether the lead tells of a person besides the company.
bool HasPerson(const v1::Lead& lead);
v1::Opportunity OpportunityOf(const v1::Lead& lead, const v1::NewOpportunity& known);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONVERSION_RULES_H_
