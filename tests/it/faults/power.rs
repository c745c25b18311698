//! The power goes, as far as a file system can tell: ext4 on a loop device is shut down without a flush.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::{Draws, kept, start};
use crate::bench::temp_dir;
use crate::binary::Place;
use crate::{full, skipped, told};

/// FS_IOC_SHUTDOWN with what is in memory thrown away. No library says it for a crate that keeps to safe code.
const SHUT_DOWN: &str =
    r#"open(my $fs, "<", $ARGV[0]) or die $!; my $how = pack("I", 2); ioctl($fs, 0x8004587d, $how) or die $!"#;

/// An ext4 file system in a file, mounted for as long as it lives.
struct Volume {
    image: PathBuf,
    at: PathBuf,
}

fn done(command: &mut Command) -> bool {
    command.output().is_ok_and(|o| o.status.success())
}

impl Volume {
    /// Makes one at a folder; says why not where that is not possible.
    fn at(image: PathBuf, at: &Path) -> Result<Volume, &'static str> {
        fs::File::create(&image).and_then(|file| file.set_len(96 << 20)).expect("there is room");
        if !done(Command::new("mkfs.ext4").arg("-q").arg(&image)) {
            return Err("mkfs.ext4 is not here");
        }
        let volume = Volume { image, at: at.to_owned() };
        fs::create_dir_all(at).expect("HOME is writable");
        if !volume.mount() {
            return Err("no loop device can be mounted here (needs root)");
        }
        Ok(volume)
    }

    fn mount(&self) -> bool {
        done(Command::new("mount").args(["-o", "loop"]).arg(&self.image).arg(&self.at))
    }

    /// Takes the power away.
    fn shut_down(&self) -> bool {
        done(Command::new("perl").args(["-e", SHUT_DOWN]).arg(&self.at))
    }

    fn unmount(&self) {
        for _ in 0..100 {
            if done(Command::new("umount").arg(&self.at)) {
                return;
            }
            // A process of ours may still be leaving.
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("{} cannot be unmounted", self.at.display());
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(&self.at).output().ok();
    }
}

#[test]
fn a_power_cut_loses_nothing_acknowledged() {
    let cuts = if full() { 1000 } else { 40 };
    let place = Place::new();
    let folder = place.db().parent().expect("a folder").to_owned();
    let beside = temp_dir();
    let volume = match Volume::at(beside.path().join("image"), &folder) {
        Ok(volume) => volume,
        Err(why) => return skipped(why),
    };
    let mut draws = Draws(4);
    let (mut acknowledged, mut tried, mut cached) = (Vec::new(), 0, 0);
    for cut in 0..cuts {
        let said: Mutex<Vec<String>> = Mutex::default();
        let stop = AtomicBool::new(false);
        let canary = folder.join(format!("canary-{cut}"));
        let safe = std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let mut tried = 0;
                while !stop.load(Ordering::SeqCst) {
                    let record = format!("{cut}-{tried}");
                    tried += 1;
                    if start(&place, &record).wait().expect("it ends").success() {
                        said.lock().expect("nobody panicked").push(record);
                    }
                }
                tried
            });
            std::thread::sleep(Duration::from_millis(20 + draws.below(200)));
            fs::write(&canary, "in memory only").expect("there is room");
            // What is acknowledged from here on may be so before or after the cut.
            let safe = said.lock().expect("nobody panicked").clone();
            let shut = volume.shut_down();
            stop.store(true, Ordering::SeqCst);
            tried += writer.join().expect("it ends");
            shut.then_some(safe)
        });
        let Some(safe) = safe else {
            return skipped("perl is not here, or this system cannot shut a file system down");
        };
        acknowledged.extend(safe);
        volume.unmount();
        assert!(volume.mount(), "cut {cut}: the file system does not come back");
        cached += usize::from(fs::read(&canary).map_or(0, |bytes| bytes.len()) == 0);
        fs::remove_file(&canary).ok();
        if cut % 5 == 4 || !acknowledged.is_empty() && cut < 5 {
            kept(&place.db(), &acknowledged, tried);
        }
    }
    kept(&place.db(), &acknowledged, tried);
    assert!(acknowledged.len() > cuts / 2, "only {} writes in {cuts} cuts", acknowledged.len());
    assert!(cached > cuts / 2, "{cached} of {cuts} cuts took away what was not synced: they are no power cuts");
    told(&format!("power cuts: {cuts} of ext4, {} acknowledged writes", acknowledged.len()));
}
