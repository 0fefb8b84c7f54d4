//! A virtual host for one test.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::error::Error;
use crate::management::Management;

static MADE: AtomicU32 = AtomicU32::new(0);

/// A fresh virtual host with a user that may do everything in it. Both are deleted with this.
#[derive(Debug)]
pub struct VirtualHost {
    /// Its name.
    pub name: String,
    /// A user that may do everything in it, and nothing elsewhere.
    pub user: String,
    /// That user's password.
    pub password: String,
    address: SocketAddr,
    management: Management,
    made: Vec<String>,
}

/// What a user may do in a virtual host: regular expressions over names, as RabbitMQ has them.
#[derive(Debug, Clone, Copy)]
pub struct Rights<'a> {
    /// What it may declare and delete.
    pub configure: &'a str,
    /// What it may publish to.
    pub write: &'a str,
    /// What it may consume from.
    pub read: &'a str,
}

impl Rights<'_> {
    /// Everything.
    pub const ALL: Rights<'static> = Rights { configure: ".*", write: ".*", read: ".*" };
}

impl VirtualHost {
    pub(crate) async fn create(address: SocketAddr, management: Management) -> Result<Self, Error> {
        let name = format!("test-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        // Its number may have been given before, to a process that could not clean up.
        let _ = management.delete(&format!("/api/vhosts/{name}")).await;
        management.put(&format!("/api/vhosts/{name}"), &json!({})).await?;
        let made = vec![format!("/api/vhosts/{name}")];
        let password = format!("password-of-{name}");
        let mut host = Self { user: name.clone(), name, password, address, management, made };
        let (user, password) = (host.user.clone(), host.password.clone());
        host.made.push(format!("/api/users/{user}"));
        host.admit(&user, Some(&password), Rights::ALL).await?;
        Ok(host)
    }

    /// `amqp://user:password@address/name`, for the user that may do everything.
    #[must_use]
    pub fn url(&self) -> String {
        format!("amqp://{}:{}@{}/{}", self.user, self.password, self.address, self.name)
    }

    /// Lets another user in, and makes it if it is new; without a password it has to show a certificate.
    ///
    /// Users belong to the node: on a shared one take a name that nobody else has, for instance one that begins with
    /// this virtual host's.
    ///
    /// # Errors
    /// The node does not answer.
    pub async fn admit(&self, user: &str, password: Option<&str>, rights: Rights<'_>) -> Result<(), Error> {
        let mut account = json!({ "tags": "" });
        match password {
            Some(password) => account["password"] = json!(password),
            None => account["password_hash"] = json!(""),
        }
        self.management.put(&format!("/api/users/{user}"), &account).await?;
        let Rights { configure, write, read } = rights;
        let rights = json!({ "configure": configure, "write": write, "read": read });
        self.management.put(&format!("/api/permissions/{}/{user}", self.name), &rights).await
    }

    /// Lets another user in, under a name of its own that begins with this virtual host's, and deletes it with this.
    /// The password is the name.
    ///
    /// # Errors
    /// The node does not answer.
    pub async fn user(&mut self, suffix: &str, rights: Rights<'_>) -> Result<String, Error> {
        let name = format!("{}-{suffix}", self.name);
        self.made.push(format!("/api/users/{name}"));
        self.admit(&name, Some(&name), rights).await?;
        Ok(name)
    }

    /// What the node says about a queue. Its counts lag by half a second.
    ///
    /// # Errors
    /// There is none, or the node does not answer.
    pub async fn queue(&self, name: &str) -> Result<Value, Error> {
        self.management.read(&format!("/api/queues/{}/{name}", self.name)).await
    }

    /// Asks or tells the node something else; the path begins after `/api/`.
    ///
    /// # Errors
    /// The node refused, or does not answer.
    pub async fn read(&self, path: &str) -> Result<Value, Error> {
        self.management.read(&format!("/api/{path}")).await
    }

    /// Sets a policy in this virtual host, as an operator does.
    ///
    /// # Errors
    /// The node refused, or does not answer.
    pub async fn policy(&self, name: &str, pattern: &str, definition: &Value) -> Result<(), Error> {
        let policy = json!({ "pattern": pattern, "definition": definition, "apply-to": "queues" });
        self.management.put(&format!("/api/policies/{}/{name}", self.name), &policy).await
    }

    /// Makes a durable direct exchange and binds a queue to it by the queue's own name, as an operator does.
    ///
    /// # Errors
    /// There is no such queue, or the node does not answer.
    pub async fn route(&self, exchange: &str, queue: &str) -> Result<(), Error> {
        let direct = json!({ "type": "direct", "durable": true });
        self.management.put(&format!("/api/exchanges/{}/{exchange}", self.name), &direct).await?;
        let binding = json!({ "routing_key": queue });
        self.management.post(&format!("/api/bindings/{}/e/{exchange}/q/{queue}", self.name), &binding).await
    }

    /// Closes every connection to this virtual host, as an operator may.
    ///
    /// # Errors
    /// The node does not answer.
    pub async fn close_connections(&self) -> Result<usize, Error> {
        let listed = self.management.read(&format!("/api/vhosts/{}/connections", self.name)).await?;
        let names: Vec<&str> =
            listed.as_array().into_iter().flatten().filter_map(|connection| connection["name"].as_str()).collect();
        for name in &names {
            // One that has gone meanwhile is closed.
            let _ = self.management.delete(&format!("/api/connections/{}", escaped(name))).await;
        }
        Ok(names.len())
    }

    /// Deletes it with all that is in it.
    ///
    /// # Errors
    /// The node does not answer.
    pub async fn close(mut self) -> Result<(), Error> {
        for path in std::mem::take(&mut self.made) {
            self.management.delete(&path).await?;
        }
        Ok(())
    }
}

impl Drop for VirtualHost {
    fn drop(&mut self) {
        for path in &self.made {
            self.management.delete_now(path);
        }
    }
}

/// A name as it may stand in a path.
fn escaped(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
