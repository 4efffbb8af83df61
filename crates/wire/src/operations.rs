//! The table of a service's operations and the dispatch over it.

use std::future::Future;
use std::pin::Pin;

use crate::envelope::{JsonError, Reply, Request, finish_error};

/// A call under way.
pub type HandlerFuture<'a> = Pin<Box<dyn Future<Output = Reply> + Send + 'a>>;

/// Reads the input, does the work, writes the output.
pub type Handler<S> = for<'a> fn(&'a S, &'a Request) -> HandlerFuture<'a>;

/// One operation of a service.
#[derive(Debug)]
pub struct Operation<S> {
    /// Name as AWS spells it.
    pub name: &'static str,
    /// What it does.
    pub handler: Handler<S>,
}

/// The operations of a service, one a line, sorted by AWS's name: the module that holds the operation
/// (`ops/<module>.rs` with `Input`, `Output` and `async fn call(&Service, Input) -> Result<Output, Error>`)
/// and the name. Declares the modules and makes the sorted slice `OPERATIONS`.
#[macro_export]
macro_rules! operations {
    ($service:ty { $($module:ident => $name:literal),+ $(,)? }) => {
        $(mod $module;)+

        /// Every operation that is served, sorted by name.
        pub(crate) static OPERATIONS: &[$crate::Operation<$service>] = &[$({
            fn handler<'a>(service: &'a $service, request: &'a $crate::Request) -> $crate::HandlerFuture<'a> {
                ::std::boxed::Box::pin(async move {
                    let (ignored, outcome) = match $crate::read_input(&request.body) {
                        Ok($crate::Input { value, ignored }) => (ignored, $module::call(service, value).await),
                        Err(error) => (::std::vec::Vec::new(), Err(error.into())),
                    };
                    $crate::finish(request, &ignored, outcome)
                })
            }
            $crate::Operation { name: $name, handler }
        }),+];
    };
}

/// Runs the operation a request names. `known` are the sorted names of all operations of AWS's model, of
/// which a service serves some.
pub async fn dispatch<S>(operations: &[Operation<S>], known: &[&str], service: &S, request: &Request) -> Reply {
    match operations.binary_search_by(|operation| operation.name.cmp(&request.operation)) {
        Ok(at) => (operations[at].handler)(service, request).await,
        Err(_) => {
            let known = known.binary_search(&request.operation.as_str()).is_ok();
            tracing::warn!(operation = %request.operation, known, "an operation that is not served was called");
            finish_error(&request.request_id, &NotServed { operation: &request.operation, known })
        }
    }
}

struct NotServed<'a> {
    operation: &'a str,
    known: bool,
}

impl JsonError for NotServed<'_> {
    fn code(&self) -> &str {
        "UnknownOperationException"
    }

    fn message(&self) -> String {
        if self.known {
            format!("the operation {} is not supported by boathouse", self.operation)
        } else {
            format!("the service has no operation {}", self.operation)
        }
    }
}
