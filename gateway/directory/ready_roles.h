// The roles that come with a tenant.
#ifndef GUANXI_GATEWAY_DIRECTORY_READY_ROLES_H_
#define GUANXI_GATEWAY_DIRECTORY_READY_ROLES_H_

#include <vector>

#include "guanxi/access/v1/role.pb.h"

namespace guanxi::directory {

// administrator   everything
// sales-manager   what salespeople do, with the records of their department and of those below it
// salesperson     customers, opportunities and to-dos: their own and those they collaborate on; the
//                 floors of prices are hidden
// analyst         reads everything but what products cost, personal data masked
// integration     a program that reads and writes business data of the whole tenant
// service         what the installation's own services may do here when no call is being served: on
//                 somebody's behalf both must have the right, for nobody this is all they have
//
// Without names: those follow from tenant and code (ReadyRoleId).
std::vector<access::v1::Role> ReadyRoles();

// That of service accounts in the operator's own tenant, under the same code: it reads policies and
// logs.
access::v1::Role PolicyReaderRole();

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_READY_ROLES_H_
