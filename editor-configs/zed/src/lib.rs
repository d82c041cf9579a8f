//! promptls in Zed: tells it the server's command.
use zed_extension_api as zed;

struct Promptls;

impl zed::Extension for Promptls {
    fn new() -> Self {
        Promptls
    }

    fn language_server_command(
        &mut self,
        _: &zed::LanguageServerId,
        worktree: &zed::Worktree,
    ) -> zed::Result<zed::Command> {
        let command = worktree.which("promptls").ok_or("promptls is not on the PATH")?;
        Ok(zed::Command {
            command,
            args: vec!["--stdio".into()],
            env: worktree.shell_env(),
        })
    }
}

zed::register_extension!(Promptls);
